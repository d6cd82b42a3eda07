import { describe, expect, it } from "vitest";
import { contentSecurityPolicy, pageFile, pageHeaders } from "./pages.js";

describe("pageFile", () => {
  it("takes the renderer's own files, with their types", () => {
    expect(pageFile("/index.html")).toEqual({ path: ["index.html"], type: "text/html; charset=utf-8" });
    expect(pageFile("/assets/index-B1c_x.js")).toEqual({
      path: ["assets", "index-B1c_x.js"],
      type: "text/javascript; charset=utf-8",
    });
    expect(pageFile("/assets/Be-400.ttf")?.type).toBe("font/ttf");
  });

  it.each([
    "",
    "/",
    "index.html",
    "/../main.cjs",
    "/assets/../index.html",
    "/./index.html",
    "/%2e%2e/index.html",
    "/assets%2findex.js",
    "/assets\\index.js",
    "//index.html",
    "/C:/index.html",
    "/index.html::$DATA",
    "/.env.js",
    "/index.html\0.js",
    "/assets/",
    "/main.cjs",
    "/package.json",
    "/index",
    "/a/b/c/d/e.js",
    `/${"a".repeat(200)}.js`,
    "/index.HTML",
  ])("refuses %j", (pathname) => {
    expect(pageFile(pathname)).toBeUndefined();
  });
});

describe("the content security policy", () => {
  it("allows no inline code, no evaluation and no foreign host", () => {
    for (const policy of [contentSecurityPolicy("'none'"), contentSecurityPolicy("'self'")]) {
      expect(policy).toMatch(/^default-src 'none'; /);
      expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
    }
    expect(contentSecurityPolicy("'none'")).toContain("connect-src 'none'");
    expect(pageHeaders("'self'")["Content-Security-Policy"]).toContain("connect-src 'self'");
    expect(pageHeaders("'none'")["Content-Security-Policy"]).toContain("frame-ancestors 'none'");
  });
});
