import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { vi } from "./vi.js";

// Words in the dictionaries that no screen says any more, and words that screens ask for and that are not there.

const renderer = fileURLToPath(new URL("../", import.meta.url));
const sources = readdirSync(renderer, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && !/^words[\\/](?:vi|en)\.ts$/.test(name))
  .map((name) => readFileSync(join(renderer, name), "utf8"))
  .join("\n");

const words = Object.keys(vi);
/** A word's shape: parts of letters, digits and hyphens with dots between. */
const SHAPE = "[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*";

const whole = new Set([...sources.matchAll(new RegExp(`"(${SHAPE})"`, "g"))].map(([, word = ""]) => word));
/** Templates that words are made by, `check.id.${…}`: what is put in is one or more parts. */
const made = [...sources.matchAll(/`((?:[A-Za-z0-9-]+\.)+[A-Za-z0-9.-]*(?:\$\{[^`]*?\}[A-Za-z0-9.-]*)+)`/g)].map(
  ([, text = ""]) => ({
    text,
    fits: new RegExp(`^${text.replaceAll(".", "\\.").replace(/\$\{.*?\}/g, SHAPE)}$`),
  }),
);
/** `words.watermark` */
const members = new Set([...sources.matchAll(/\bwords\.([A-Za-z]+)\b/g)].map(([, word = ""]) => word));

it("every word of the dictionaries is said somewhere", () => {
  const unsaid = words.filter(
    (word) => !whole.has(word) && !members.has(word) && !made.some(({ fits }) => fits.test(word)),
  );
  expect(unsaid).toEqual([]);
});

it("every word that is asked for is there", () => {
  const asked = [...sources.matchAll(new RegExp(`\\bwords\\[\\s*"(${SHAPE})"\\s*\\]`, "g"))].map(([, word]) => word);
  expect(asked.length).toBeGreaterThan(100);
  expect(asked.filter((word) => !words.includes(word ?? ""))).toEqual([]);
  const named = [...sources.matchAll(/\bwords\[\s*`([^`]+)`/g)].map(([, text]) => text);
  expect(named.length).toBeGreaterThan(10);
  for (const text of named) {
    const template = made.find((one) => one.text === text);
    expect(
      words.some((word) => template?.fits.test(word)),
      text,
    ).toBe(true);
  }
});
