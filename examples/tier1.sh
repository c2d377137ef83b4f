#!/usr/bin/env bash
# Call every AI route of the local API once, with real inputs. Start it first: ./lab2api local up
# Every answer must be 200 or 202; chat and summaries may be 501 without LAB2API_CHAT_URL. A 200 must name the
# stand-in that computed it; forms to upload with are signed by the function itself. With API_URL and API_KEY of
# an API on AWS set LIVE=1: no stand-in answers there.
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-.venv/bin/python}
INPUTS=${INPUTS:-build/examples}
LIVE=${LIVE:-0}
HEADERS=$(mktemp) BODY=$(mktemp) FORM=$(mktemp)
trap 'rm -f "$HEADERS" "$BODY" "$FORM"' EXIT
"$PYTHON" examples/make_inputs.py "$INPUTS"
if [ -z "${API_URL:-}" ]; then
  STATUS=$(./lab2api local status --json)
  API_URL=$(printf %s "$STATUS" | "$PYTHON" -c 'import json,sys; print(json.load(sys.stdin)["api"])')
  API_KEY=$(printf %s "$STATUS" | "$PYTHON" -c 'import json,sys; print(json.load(sys.stdin)["api_key"])')
fi
API_URL=${API_URL%/}
CALLS=0 FAILED=0

header() { sed -n "s/^$1: *//Ip" "$HEADERS" | tr -d '\r' | tail -1; }

request() { # request METHOD PATH [curl arguments]
  curl -sS -o "$BODY" -D "$HEADERS" -w '%{http_code}' -X "$1" -H "x-api-key: $API_KEY" "${@:3}" "$API_URL$2"
}

call() { # call EXPECTED METHOD PATH [curl arguments]
  local status
  status=$(request "${@:2}")
  CALLS=$((CALLS + 1))
  printf '\n%s %s -> %s   units: %s   usd: %s\n  %s\n  ' "$2" "$3" "$status" \
    "$(header x-lab2api-units)" "$(header x-lab2api-price-usd)" "$(header x-lab2api-stand-in)"
  "$PYTHON" -c 'import sys; print(open(sys.argv[1], encoding="utf-8", errors="replace").read(400))' "$BODY"
  if [[ " $1 " != *" $status "* ]]; then
    failed "expected $1"
  elif [ "$LIVE" != 1 ] && [ "$status" = 200 ] && [ "$3" != /v1/ai/uploads ] &&
    [ -z "$(header x-lab2api-stand-in)" ]; then
    failed "no x-lab2api-stand-in says what computed this"
  fi
}

failed() {
  echo "  FAILED: $1"
  FAILED=$((FAILED + 1))
}

json() { # json NAME=@file|NAME=text ... : a JSON object, with files read as UTF-8
  "$PYTHON" - "$@" <<'PY'
import json, pathlib, sys
pairs = (argument.split("=", 1) for argument in sys.argv[1:])
print(json.dumps({k: pathlib.Path(v[1:]).read_text("utf-8") if v.startswith("@") else v for k, v in pairs}))
PY
}

post() { call "$1" POST "$2" -H 'content-type: application/json' --data "$3"; }
send() { call "$1" POST "$2" -H "content-type: $3" --data-binary "@$INPUTS/$4"; }

finish() { # wait for the job that was opened, and print its pages
  local job
  job=$(header location)
  job=/v1/jobs/${job##*/}
  for _ in $(seq 90); do
    request GET "$job" >/dev/null
    grep -Eq '"status": ?"(accepted|running)"' "$BODY" || break
    sleep 1
  done
  call 200 GET "$job"
  grep -Eq '"status": ?"succeeded"' "$BODY" || failed "the job did not succeed"
}

upload() { # upload TYPE FILE: ask for a form, send the file by it; URI is then the object's address
  post 200 /v1/ai/uploads "$(json "content_type=$1")"
  "$PYTHON" - "$BODY" >"$FORM" <<'PY'
import json, sys
form = json.load(open(sys.argv[1], encoding="utf-8"))
fields = (part for name, value in form["fields"].items() for part in ("-F", f"{name}={value}"))
print(form["url"], form["s3_uri"], *fields, sep="\n")
PY
  local fields url
  mapfile -t fields <"$FORM"
  url=${fields[0]} URI=${fields[1]}
  curl -sS -o /dev/null -f "${fields[@]:2}" -F "file=@$INPUTS/$2" "$url" || failed "the form did not take $2"
}

for route in sentiment entities key-phrases language; do
  post 200 "/v1/ai/$route" "$(json "text=@$INPUTS/review_en.txt")"
done
post 200 /v1/ai/language "$(json "text=@$INPUTS/review_vi.txt")"
post 200 /v1/ai/pii "$("$PYTHON" -c 'import json,pathlib,sys
print(json.dumps({"text": pathlib.Path(sys.argv[1]).read_text("utf-8"), "redact": True}))' "$INPUTS/personal.txt")"
post 200 /v1/ai/translate "$(json "text=@$INPUTS/review_vi.txt" target=en)"
send 200 "/v1/ai/documents?features=text" image/png page_en.png
"$PYTHON" examples/compare_page.py "$BODY" || failed "the page was read with too many errors"
send 200 "/v1/ai/documents?features=text,tables,forms" image/png invoice.png
send 200 "/v1/ai/documents?features=expense" image/png invoice.png
send 202 "/v1/ai/documents?features=text&mode=async" application/pdf pages.pdf
finish
for route in labels moderation faces; do
  send 200 "/v1/ai/images/$route" image/jpeg portrait.jpg
done
send 200 /v1/ai/images/labels image/jpeg photo.jpg
send 200 /v1/ai/images/text image/png page_en.png
upload image/jpeg photo.jpg
post 200 /v1/ai/images/labels "$(json "s3_uri=$URI")"
upload application/pdf pages.pdf
post 202 /v1/ai/digitize "$(json "s3_uri=$URI")"
finish
post "200 501" /v1/ai/chat '{"messages":[{"role":"user","content":"Say hello in Vietnamese."}]}'
post "200 501" /v1/ai/chat/stream '{"messages":[{"role":"user","content":"Say hello in Vietnamese."}]}'
post "200 501" /v1/ai/summaries "$(json "text=@$INPUTS/review_en.txt")"
send 200 "/v1/ai/digitize?target=en" image/png page_vi.png

printf '\n%s calls, %s failed\n' "$CALLS" "$FAILED"
[ "$FAILED" = 0 ]
