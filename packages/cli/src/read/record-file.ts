import { closeSync, fchmodSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { writeAtomically } from "@chipid/sdk/node";
import { formatSession, readSession } from "@chipid/sdk/recording";

/** A recording on disk, for this user's eyes alone; every line is there as soon as it happened. */
export class RecordFile {
  private readonly descriptor: number;
  private at = 0;

  constructor(private readonly path: string) {
    this.descriptor = openSync(path, "w", 0o600);
    // A file that was there keeps the rights it had.
    if (process.platform !== "win32") fchmodSync(this.descriptor, 0o600);
  }

  readonly line = (text: string): void => {
    const bytes = Buffer.from(`${text}\n`, "utf8");
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.descriptor, bytes, done, bytes.length - done, this.at + done);
    }
    this.at += bytes.length;
  };

  /** Another reading takes the place of what was recorded: the last one is what counts. */
  restart(): void {
    ftruncateSync(this.descriptor);
    this.at = 0;
  }

  /** Closes the file. A finished recording is brought into its finished form, all that was drawn in its header. */
  close(finished: boolean): void {
    closeSync(this.descriptor);
    if (finished) writeAtomically(this.path, Buffer.from(formatSession(readSession(readFileSync(this.path))), "utf8"));
  }
}
