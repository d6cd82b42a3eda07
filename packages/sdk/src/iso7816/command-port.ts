import type { Command, Response } from "./apdu.js";
import type { TransmitOptions } from "./card.js";

/**
 * What experience with one kind of chip in one reader has shown. Kept for a session; a host may keep it for the next one
 * under reader name and ATR. Plain data: it goes through JSON unchanged. An absent field is not known yet.
 */
export interface ReadingHabits {
  /** Extended length (ISO 7816-4 §5.1): it was answered, or EF.ATR/INFO announces it; false: it was refused. */
  extended?: boolean;
  /** EF.ATR/INFO has been asked for: whether there is one. */
  atrInfo?: boolean;
  /** Longest command and response APDU in bytes that EF.ATR/INFO gives. */
  maxCommand?: number;
  maxResponse?: number;
  /** Most bytes to ask for in one READ BINARY after a refusal, without and with secure messaging. */
  mostPlain?: number;
  mostProtected?: number;
  /** READ BINARY with a short file identifier. */
  sfi?: boolean;
  /** false: asking for more bytes than a file has is punished, so that its length is read first. */
  readsBeyondEnd?: boolean;
  /** Which way led to EF.CardAccess. */
  cardAccess?: "fid" | "sfi" | "mf";
  /** true: MSE:Set AT wants the domain parameters named, DO'84'. */
  namesParameters?: boolean;
}

/** Sends commands to a chip, whatever protects them on the way: what the readers of files need of a channel. */
export interface CommandPort {
  /**
   * The response to a command, GET RESPONSE and a repeated Le already done.
   * @throws ChipidError of the card (`card.*`), the channel (`channel.*`) or the APDU (`apdu.*`); the signal's reason
   */
  send(command: Command, options?: TransmitOptions): Promise<Response>;
  readonly habits: ReadingHabits;
  /** True while commands are protected by secure messaging. */
  readonly secured: boolean;
  /** Most bytes that one response can bring, with a short or an extended Le, under the protection in force. */
  largestNe(extended: boolean): number;
  /** undefined: not known yet. false also when the reader cannot carry more than a short response. */
  readonly extendedLength: boolean | undefined;
}
