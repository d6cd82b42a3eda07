import { closeSync, constants, fchmodSync, fstatSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { writeAtomically } from "@chipid/sdk/node";
import { formatSession, readSession } from "@chipid/sdk/recording";
import { usageError } from "../errors.js";
import { type Output, outputFault } from "../output.js";

/**
 * A recording on disk, for this user's eyes alone; every line is there as soon as it happened. What cannot be written
 * must not cost the reading: from then on nothing is recorded, and `fault` says why.
 */
export class RecordFile {
  fault: unknown;
  private readonly descriptor: number;
  private at = 0;

  /** @throws ChipidError `usage` for a file that holds something, `files.unreadable` */
  constructor(private readonly output: Output) {
    const { option, path } = output;
    try {
      // Made where it is not there, and not emptied where it is.
      this.descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    } catch (error) {
      throw outputFault(output, error);
    }
    if (fstatSync(this.descriptor).size > 0) {
      closeSync(this.descriptor);
      throw usageError(`${option} "${path}" is there already: name another file, or remove it first`);
    }
    // A file that was there keeps the rights it had.
    if (process.platform !== "win32") fchmodSync(this.descriptor, 0o600);
  }

  readonly line = (text: string): void => {
    this.attempt(() => {
      const bytes = Buffer.from(`${text}\n`, "utf8");
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.descriptor, bytes, done, bytes.length - done, this.at + done);
      }
      this.at += bytes.length;
    });
  };

  /** Another reading takes the place of what was recorded: the last one is what counts. */
  restart(): void {
    this.attempt(() => {
      ftruncateSync(this.descriptor);
      this.at = 0;
    });
  }

  /** Closes the file. A finished recording is brought into its finished form, all that was drawn in its header. */
  close(finished: boolean): void {
    closeSync(this.descriptor);
    if (!finished) return;
    const { path } = this.output;
    this.attempt(() => writeAtomically(path, Buffer.from(formatSession(readSession(readFileSync(path))), "utf8")));
  }

  private attempt(work: () => void): void {
    if (this.fault !== undefined) return;
    try {
      work();
    } catch (error) {
      this.fault = outputFault(this.output, error);
    }
  }
}
