import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A request as far as the question goes who sent it. */
export interface Caller {
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** @param origin scheme, host and port that the page is served at */
export function isFromOwnPage(caller: Caller, origin: string): boolean {
  const { host, origin: from, "sec-fetch-site": site } = caller.headers;
  // Another name for this machine is another site, whoever made it point here.
  if (host !== new URL(origin).host) return false;
  if (from !== undefined && from !== origin) return false;
  if (caller.method !== "GET" && from !== origin) return false;
  return site === undefined || site === "same-origin" || site === "none";
}

/**
 * Lets one browser in, once: the token in the address that is printed is exchanged for a cookie and is worth nothing
 * after that. Both have 256 random bits and live as long as the program.
 */
export class Access {
  readonly #cookieName: string;
  #token: string | undefined = secret();
  #session: string | undefined;

  /** @param port in the cookie's name, since cookies do not tell ports apart */
  constructor(port: number) {
    this.#cookieName = `chipid-kiosk-${port}`;
  }

  /** For the address to open; undefined once it was used. */
  get token(): string | undefined {
    return this.#token;
  }

  /** @returns the Set-Cookie header, or undefined when the token is wrong or was used */
  exchange(token: string): string | undefined {
    if (this.#token === undefined || !equal(token, this.#token)) return undefined;
    this.#token = undefined;
    this.#session = secret();
    return `${this.#cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`;
  }

  allows(caller: Caller): boolean {
    const header = caller.headers.cookie;
    if (this.#session === undefined || typeof header !== "string") return false;
    const values = header
      .split("; ")
      .filter((pair) => pair.startsWith(`${this.#cookieName}=`))
      .map((pair) => pair.slice(this.#cookieName.length + 1));
    const [value] = values;
    return value !== undefined && values.length === 1 && equal(value, this.#session);
  }
}

const secret = (): string => randomBytes(32).toString("base64url");

/** In a time that tells nothing of either. */
function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
