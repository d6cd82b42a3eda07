/** Where the renderer's pages come from: a scheme of the program's own, so that no file and no network is ever a page. */
export const SCHEME = "chipid";
export const HOST = "kiosk";
export const START_PAGE = `${SCHEME}://${HOST}/index.html`;

/** Whether a URL is one of the program's own pages, written in the one way in which the program writes them. */
export function isOwnPage(url: string): boolean {
  return url.startsWith(`${SCHEME}://${HOST}/`);
}

/** What a page may load besides itself: pictures that it made. */
export function isOwnResource(url: string): boolean {
  return isOwnPage(url) || url.startsWith(`blob:${SCHEME}://${HOST}/`);
}
