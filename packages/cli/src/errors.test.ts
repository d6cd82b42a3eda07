import { ChipidError, type ErrorCode } from "@chipid/sdk";
import { describe, expect, it } from "vitest";
import { faultOf } from "./errors.js";

describe("what an error is for the one who runs the command", () => {
  it.each<[ErrorCode, string, RegExp]>([
    ["files.unreadable", '"a" is a folder, not a file.', /; name a file\.$/],
    ["files.unreadable", '"a" is a file, not a folder of elementary files.', /; name the folder that it is in\.$/],
    ["files.unreadable", '"a" is not a regular file.', /; pipes and devices are not read: save it as a file/],
    ["files.unreadable", '"a" cannot be read (EACCES).', /; check that you may read it\.$/],
    ["reader.unknown", "The chip process did not say READY within 3 s.", /; check the command behind exec:/],
    ["reader.unknown", 'No reader is called "x".', /; see chipid readers\.$/],
    ["ml.signer", "The list is not signed by the certificate that was named.", /; check the fingerprint/],
    ["ml.signer", "The list's signer has no extended key usage for signing such lists.", /; ask its publisher for one/],
    ["ml.signer", "The certificate of the list's signer is not in it.", /; get the list again/],
    ["deviation-list.signature", "The list's signature is false.", /; get the list again/],
    ["deviation-list.signer", "The deviation list is not trusted: nobody vouches.", /; import the CSCA certificate/],
    ["session.redact", "The recording does not replay.", /; see with chipid replay where it differs/],
  ])("%s, %s: says how to mend it", (code, message, advice) => {
    const { line, exit } = faultOf(new ChipidError(code, message));
    expect(line).toMatch(advice);
    expect(exit).toBe(2);
  });

  it("tells what could not be written from what could not be read", () => {
    const fault = (code: string, syscall: string) =>
      faultOf(Object.assign(new Error(code), { code, syscall, path: "/a" }));
    expect(fault("ENOENT", "mkdir")).toMatchObject({ exit: 2, line: expect.stringContaining("cannot be written") });
    expect(fault("ENOENT", "open")).toMatchObject({ exit: 2, line: expect.stringContaining("is not there") });
    expect(fault("ENOSPC", "write")).toMatchObject({ exit: 1, line: expect.stringContaining("cannot be written") });
  });
});
