import { protectResponse, type SessionCipher, type SessionKeys, unprotectResponse } from "@chipid/sdk";
import { type Backend, backends } from "./chip.js";
import { type Figure, measure } from "./measure.js";

export interface MessagingFigures {
  readonly cipher: SessionCipher;
  readonly backend: Backend["name"];
  /** File bytes of one answer. */
  readonly bytes: number;
  /** One answer: MAC verified, decrypted, status compared. */
  readonly answer: Figure;
  /** Million file bytes a second. */
  readonly megabytesPerSecond: number;
}

const KEY_BYTES: Readonly<Record<SessionCipher, number>> = { "3des": 16, "aes-128": 16, "aes-192": 24, "aes-256": 32 };
const READ_BINARY = 0xb0;
const CIPHERS: readonly SessionCipher[] = ["3des", "aes-128", "aes-256"];
/** What one short answer carries under AES, and a portrait read at once. */
const SIZES = [223, 15_000] as const;

/** Times the terminal's work on protected answers. */
export function benchMessaging(budget: number, onProgress: (text: string) => void): MessagingFigures[] {
  onProgress("secure messaging");
  return backends().flatMap(({ name, chipCrypto }) =>
    CIPHERS.flatMap((cipher) =>
      SIZES.map((bytes) => {
        const key = (first: number): Uint8Array =>
          Uint8Array.from({ length: KEY_BYTES[cipher] }, (_, i) => first + 7 * i);
        const keys: SessionKeys = { cipher, enc: key(1), mac: key(2) };
        const data = Uint8Array.from({ length: bytes }, (_, i) => i & 0xff);
        const sent = protectResponse(keys, 0n, { data, sw: 0x9000 }, READ_BINARY, chipCrypto.ciphers);
        const answer = measure(
          () => sent.bytes,
          (received) => {
            const { response } = unprotectResponse(keys, 0n, received, chipCrypto.ciphers);
            if (response.data.length !== bytes) throw new Error("an answer has another length");
          },
          budget,
        );
        return { cipher, backend: name, bytes, answer, megabytesPerSecond: bytes / answer.median / 1000 };
      }),
    ),
  );
}
