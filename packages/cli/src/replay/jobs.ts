import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type ReplayRunOptions, replayFile, reportFromJson, type SessionReport } from "./report.js";

/** Reports in the order of the paths, as soon as each is there. */
export async function replayAll(
  paths: readonly string[],
  jobs: number,
  options: ReplayRunOptions,
  tell: (report: SessionReport) => void,
): Promise<void> {
  if (jobs <= 1 || paths.length <= 1) {
    for (const path of paths) tell(await replayFile(path, options));
    return;
  }
  const reports = new Map<number, SessionReport>();
  let told = 0;
  const done = (index: number, report: SessionReport): void => {
    reports.set(index, report);
    for (let next = reports.get(told); next !== undefined; next = reports.get(told)) {
      reports.delete(told++);
      tell(next);
    }
  };
  const count = Math.min(jobs, paths.length);
  // Every n-th path: neighbours are often of one kind and take equally long.
  const shares = Array.from({ length: count }, (_, job) => paths.map((_path, i) => i).filter((i) => i % count === job));
  await Promise.all(shares.map((share) => replayShare(share, paths, options, done)));
}

/** Paths of one process of its own; what it does not answer for is replayed here. */
async function replayShare(
  share: readonly number[],
  paths: readonly string[],
  options: ReplayRunOptions,
  done: (index: number, report: SessionReport) => void,
): Promise<void> {
  const program = process.argv[1] ?? "";
  const words = [
    "replay",
    "--json",
    ...(options.personal ? ["--personal"] : []),
    ...(options.update === "no" ? [] : ["--update"]),
    ...(options.update === "force" ? ["--force"] : []),
    "--",
    ...share.map((index) => paths[index] ?? ""),
  ];
  const child = spawn(process.execPath, [program, ...words], { stdio: ["ignore", "pipe", "ignore"] });
  child.on("error", () => undefined);
  let answered = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const index = share[answered];
    if (index === undefined) break;
    done(index, reportFromJson(line));
    answered++;
  }
  for (const index of share.slice(answered)) done(index, await replayFile(paths[index] ?? "", options));
}
