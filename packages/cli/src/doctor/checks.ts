import { statSync } from "node:fs";
import { isChipidError } from "@chipid/sdk";
import { nodeCrypto, openTrustStore, storeFolder } from "@chipid/sdk/node";
import { createReaders, loadBinding, type ReaderInfo } from "@chipid/sdk/pcsc";
import type { CommandContext } from "../context.js";
import { inert } from "../terminal/text.js";

export type CheckState = "ok" | "warning" | "error";

/** One thing looked at: how it is, and what to do about it. */
export interface Check {
  readonly check: "program" | "driver" | "service" | "permissions" | "reader" | "card" | "trust" | "clock";
  readonly state: CheckState;
  readonly message: string;
  /** What to do; null: nothing. */
  readonly advice: string | null;
}

const DAY_MS = 86_400_000;
/** Master lists are published several times a year; certificates come and go. */
const TRUST_AGE_DAYS = 90;
const TRUST_TOO_OLD_DAYS = 365;
/** A service that is there answers at once. */
const SERVICE_MS = 4000;

const POLKIT_RULE = `put a rule into /etc/polkit-1/rules.d/50-pcsc.rules: polkit.addRule(function (action, subject) { if (/^org\\.debian\\.pcsc-lite\\.access_(pcsc|card)$/.test(action.id) && subject.isInGroup("scard")) return polkit.Result.YES; }); and add this user to the group scard`;

function ok(check: Check["check"], message: string, advice: string | null = null): Check {
  return { check, state: "ok", message, advice };
}

/** Everything that reading a card on this machine depends on. */
export async function examine(store: string | undefined, context: CommandContext): Promise<Check[]> {
  const trust = trustChecks(store, context);
  return [program(), ...(await readerChecks()), ...trust.checks, clock(trust.newest, context.now())];
}

function program(): Check {
  return ok(
    "program",
    `chipid ${CHIPID_VERSION} on Node ${process.versions.node}, ${process.platform} ${process.arch}.`,
  );
}

async function readerChecks(): Promise<Check[]> {
  let name: string;
  try {
    name = loadBinding().name;
  } catch (error) {
    if (!isChipidError(error)) throw error;
    const [message, advice] = parted(error.message);
    return [{ check: "driver", state: "error", message, advice }];
  }
  const driver = ok("driver", `The PC/SC library ${name} is there.`, macAdvice());
  const readers = createReaders();
  try {
    const found = await within(readers.list(), SERVICE_MS);
    if (found === undefined) {
      const message = "The PC/SC service does not answer.";
      return [driver, { check: "service", state: "error", message, advice: "Restart it, or this machine." }];
    }
    const service = ok("service", "The PC/SC service runs.");
    return [
      driver,
      service,
      ok("permissions", "This user may use readers."),
      ...found.flatMap(readerCheck),
      ...none(found),
    ];
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return [driver, ...serviceFault(error.code, error.message)];
  } finally {
    await readers.close();
  }
}

function serviceFault(code: string, text: string): Check[] {
  const [message, advice] = parted(text);
  if (code === "reader.denied") {
    return [
      ok("service", "The PC/SC service runs."),
      { check: "permissions", state: "error", message, advice: process.platform === "linux" ? POLKIT_RULE : advice },
    ];
  }
  if (code === "reader.none") return [ok("service", "The PC/SC service runs."), ...none([])];
  return [{ check: "service", state: "error", message, advice }];
}

function none(found: readonly ReaderInfo[]): Check[] {
  if (found.length > 0) return [];
  const advice = "Plug a contactless reader in; ACS ACR1581U and HID OMNIKEY 5022 CL are good ones.";
  return [{ check: "reader", state: "warning", message: "No reader is connected.", advice }];
}

function readerCheck({ name, rating, hint, card, use }: ReaderInfo): Check[] {
  const poor = rating === "not-recommended";
  const reader: Check = {
    check: "reader",
    state: poor ? "warning" : "ok",
    message: `Reader "${inert(name)}"${rating === "recommended" ? ", a recommended model" : ""}.`,
    advice: poor ? (hint ?? null) : null,
  };
  if (use === "exclusive") {
    const message = "Another program holds the card for itself.";
    const advice = "Close programs that use smart cards: signing and token software, GnuPG, another reading station.";
    return [reader, { check: "card", state: "warning", message, advice }];
  }
  if (card === "mute") {
    const advice = "Put one card alone on the reader, flat and in the middle.";
    return [reader, { check: "card", state: "warning", message: "A card is felt that does not answer.", advice }];
  }
  return [reader, ok("card", card === "present" ? "A card is on it and answers." : "No card is on it.")];
}

/** Apple's own driver breaks large APDUs. */
function macAdvice(): string | null {
  if (process.platform !== "darwin") return null;
  return "If documents break off while being read, switch to the other driver: sudo defaults write /Library/Preferences/com.apple.security.smartcard useIFDCCID -bool yes, then plug the reader in again.";
}

function trustChecks(
  asked: string | undefined,
  context: CommandContext,
): { checks: Check[]; newest: number | undefined } {
  const folder = storeFolder(asked, context.env);
  const how = "Import a CSCA master list and the anchors of your country: chipid trust import FILE …";
  const warn = (message: string, advice: string, state: CheckState = "warning"): Check => ({
    check: "trust",
    state,
    message,
    advice,
  });
  if (folder === undefined) return { checks: [warn("No trust store is used.", how)], newest: undefined };
  try {
    const { store, state, problems } = openTrustStore(folder, nodeCrypto());
    const lost = problems.map((problem) => warn(problem, "Remove the file (chipid trust remove), or import it anew."));
    if (state === "empty" || store.size === 0) {
      return {
        checks: [warn("The trust store is empty: no document can be genuine.", how), ...lost],
        newest: undefined,
      };
    }
    const { newest } = store;
    const days = newest === undefined ? undefined : Math.floor((context.now() - newest) / DAY_MS);
    const counts = `${store.size} certificates of ${store.countries.length} countries`;
    const old = days !== undefined && days > TRUST_AGE_DAYS;
    const text = days === undefined ? `Trust data: ${counts}.` : `Trust data: ${counts}, the newest ${days} days old.`;
    const refresh = "Import a newer master list and newer revocation lists: chipid trust import FILE …";
    const check = old ? warn(text, refresh, days > TRUST_TOO_OLD_DAYS ? "error" : "warning") : ok("trust", text);
    return { checks: [check, ...lost], newest };
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return {
      checks: [warn(error.message, "Name another folder with --store, or import anew.", "error")],
      newest: undefined,
    };
  }
}

/** A clock that is behind makes certificates not yet valid, and expired documents valid. */
function clock(newestTrust: number | undefined, now: number): Check {
  const text = new Date(now).toISOString().replace(/\.\d+Z$/, "Z");
  const known = [newestTrust, built()].filter((time) => time !== undefined);
  const latest = Math.max(0, ...known);
  if (now + DAY_MS < latest) {
    const message = `The clock says ${text}, which is before what is installed here was made.`;
    return {
      check: "clock",
      state: "error",
      message,
      advice: "Set date and time, and have them set over the network.",
    };
  }
  return ok("clock", `The clock says ${text}, time zone ${Intl.DateTimeFormat().resolvedOptions().timeZone}.`);
}

/** When this program was put on this machine. */
function built(): number | undefined {
  const path = process.argv[1];
  return path === undefined ? undefined : statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

/** What is the matter, and what to do: the parts of an error's text around its colon or its first full stop. */
function parted(text: string): readonly [message: string, advice: string | null] {
  const match = /^(.*?[^:.])(?:: |\. )(.+)$/s.exec(text);
  if (match === null) return [text, null];
  const [, message = text, advice = ""] = match;
  return [`${message}.`, `${advice.charAt(0).toUpperCase()}${advice.slice(1)}`];
}

/** undefined: it took longer. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
