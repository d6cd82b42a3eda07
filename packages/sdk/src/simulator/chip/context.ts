import type { Ciphers } from "../../crypto/cipher-types.js";
import type { DomainParameters } from "../../crypto/domain-parameters.js";
import type { KeyAgreement } from "../../crypto/key-agreement-types.js";
import type { RandomSource } from "../../crypto/random.js";
import type { Command, Response } from "../../iso7816/apdu.js";
import type { ChipPersonalisation } from "./personalisation.js";
import type { RetryCounters } from "./retry-counters.js";
import type { ChipSession } from "./session.js";

/** What every command of the chip works with. */
export interface ChipContext {
  readonly chip: ChipPersonalisation;
  readonly session: ChipSession;
  readonly retries: RetryCounters;
  readonly random: RandomSource;
  readonly ciphers: Ciphers;
  readonly agreements: (domain: DomainParameters) => KeyAgreement;
  /** No file ends. */
  readonly endless: boolean;
}

/** A command out of secure messaging and chaining, and how many bytes of an answer fit around what protects it. */
export interface ChipCommand extends Command {
  /** It came under secure messaging. */
  readonly secured: boolean;
  /** Most bytes of response data that can be sent in one answer. */
  readonly room: number;
}

export type CommandHandler = (context: ChipContext, command: ChipCommand) => Response;

const NONE = new Uint8Array(0);

/** An answer that is a status word alone. */
export function status(sw: number): Response {
  return { data: NONE, sw };
}
