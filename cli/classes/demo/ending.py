"""The third act: one is torn down with proof, and nothing of the others is touched."""

from __future__ import annotations

from cli.classes.demo.belongings import Belongings, belongings
from cli.classes.demo.scene import Scene
from cli.classes.tearing import of_class
from cli.lifecycle.waiting import StepFailedError


def play(scene: Scene) -> None:
    """See the last student's sandbox go, and the others' stay as they were."""
    slug = scene.slugs[-1]
    neighbours = [one for one in scene.slugs if one != slug]
    before = {one: belongings(scene, one) for one in neighbours}
    tear_down(scene, slug)
    see_nothing_left(scene, slug)
    see_neighbours_untouched(scene, before)


def tear_down(scene: Scene, slug: str) -> None:
    """Run the state machine of the class's end for one student."""
    with scene.story.step("teardown", f"{slug} is torn down") as step:
        had = belongings(scene, slug)
        here = of_class(scene.target, scene.roster, scene.table)
        outcome = here.run([slug], told=lambda _: None)
        if not outcome.clean:
            raise StepFailedError(f"{outcome.said}: {', '.join(outcome.open)}", hint=outcome.report)
        lease = scene.lease(slug)
        step.evidence |= {"there were": f"{len(had)} things", "lease": f"{lease.state}: {lease.reason}"}
        step.evidence["report"] = outcome.report
        step.happened = f"{len(had)} things of {slug}; {outcome.said}"


def see_nothing_left(scene: Scene, slug: str) -> None:
    """Find the work in the export, and nothing by what this program lists itself."""
    with scene.story.step("residue", f"Nothing of {slug} is left but the export") as step:
        s3, bucket = scene.target.client("s3"), scene.outputs["ExportsBucketName"]
        prefix = f"{scene.roster.name}/{slug}/"
        listed = s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
        exported = [one["Key"].removeprefix(prefix) for one in listed]
        if not any(key.startswith("work/") for key in exported):
            raise StepFailedError(
                f"the export of {slug} has no work in it: {', '.join(exported) or 'nothing'}"
            )
        if left := belongings(scene, slug):
            raise StepFailedError(f"{len(left)} things of {slug} are left: {', '.join(list(left)[:5])}")
        step.evidence |= {"exported": ", ".join(exported), "left": 0}
        step.happened = f"found by name and by tag: 0; exported: {len(exported)} objects"


def see_neighbours_untouched(scene: Scene, before: dict[str, Belongings]) -> None:
    """Compare all that the others have with what they had."""
    with scene.story.step("untouched", "The rest is untouched") as step:
        for slug, had in before.items():
            has = belongings(scene, slug)
            if changed := sorted(key for key in had.keys() | has.keys() if had.get(key) != has.get(key)):
                raise StepFailedError(f"of {slug} changed: {', '.join(changed[:5])}")
            step.evidence[scene.sandbox(slug)] = f"{len(has)} things, all as before"
        step.happened = f"{sum(map(len, before.values()))} things of {len(before)} students, all as before"
