// How the renderer's files are asked for and handed out, whoever does it: Electron's protocol or the loopback server.

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  ttf: "font/ttf",
  woff2: "font/woff2",
};

export interface PageFile {
  /** Names from the renderer's folder down to the file; none of them leads out of it. */
  readonly path: readonly string[];
  readonly type: string;
}

/** A name that no file system takes for anything but a name: no leading dot, no separator, no colon, no escape. */
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$/;

/**
 * The file that a URL's path asks for; undefined when there can be none. The path is taken as it stands, nothing in it is
 * decoded: the renderer's own files need no escapes.
 */
export function pageFile(pathname: string): PageFile | undefined {
  if (!pathname.startsWith("/") || pathname.length > 400) return undefined;
  const path = pathname.slice(1).split("/");
  if (path.length > 4 || !path.every((name) => NAME.test(name))) return undefined;
  const type = TYPES[/\.([a-z0-9]+)$/.exec(path.at(-1) ?? "")?.[1] ?? ""];
  return type === undefined ? undefined : { path, type };
}

/** What the page may load: itself, pictures it made, and in browser mode its own server. */
export function contentSecurityPolicy(connect: "'none'" | "'self'"): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "font-src 'self'",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** Headers of every answer, a refusal too. */
export function pageHeaders(connect: "'none'" | "'self'"): Readonly<Record<string, string>> {
  return {
    "Content-Security-Policy": `${contentSecurityPolicy(connect)}; frame-ancestors 'none'`,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
  };
}
