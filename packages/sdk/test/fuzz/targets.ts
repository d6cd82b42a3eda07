import type { Entry } from "./entry.js";
import { madeTrust } from "./made-seeds.js";
import { call, type FuzzTarget } from "./run.js";
import { FoundSeeds, type SeedFolders } from "./seeds.js";
import { fileTargets } from "./targets-files.js";
import { inspectionTargets } from "./targets-inspection.js";
import { recordingTargets } from "./targets-recording.js";
import { textTargets } from "./targets-text.js";
import { trustTargets } from "./targets-trust.js";

/** Every parser of the SDK that reads what it did not make, by name. */
export function fuzzTargets(folders: SeedFolders): FuzzTarget[] {
  const found = new FoundSeeds(folders);
  const trustFiles = found.of("certificate").map((bytes, i) => ({ name: `certificate ${i}`, bytes }));
  const makings = { trust: madeTrust(), found, trustFiles };
  const entries = [
    ...trustTargets(makings),
    ...fileTargets(makings),
    ...textTargets(),
    ...inspectionTargets(makings),
    ...recordingTargets(makings),
  ];
  return entries.map((entry) => withSeeds(entry, makings.found));
}

/** Made inputs are all kept, so that a test sees one that is refused; of the found ones only those that are accepted. */
function withSeeds({ made, more = [], kinds, ...target }: Entry, found: FoundSeeds): FuzzTarget {
  const others = (kinds ?? [target.name]).flatMap((kind) => found.of(kind));
  return {
    ...target,
    seeds: [...made, ...[...more, ...others].filter((seed) => call(target, seed).kind === "accepted")],
  };
}

/** Name of a target as a folder's name. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/-$/, "");
}
