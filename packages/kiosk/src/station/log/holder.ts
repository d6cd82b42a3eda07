import { readFileSync } from "node:fs";

/** Whether a process of this number is there. */
export function processIsThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there, and another user's.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/**
 * What tells a process from a later one with the same number: the boot and the moment it began, where the system says so
 * (Linux). null: the system does not say, or the process has ended.
 */
export function processIdentity(pid: number): string | null {
  if (process.platform !== "linux") return null;
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in brackets may hold anything; behind it: state is the 3rd field, start time the 22nd.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state] = fields;
    const began = fields[19];
    return state === "Z" || state === "X" || began === undefined ? null : `${boot}:${began}`;
  } catch {
    return null;
  }
}
