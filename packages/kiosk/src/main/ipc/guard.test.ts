import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";
import { blankView, CHANNELS, type Command, type PortraitReply, type Reply, type View } from "../../shared/index.js";
import { type Caller, guarded, isOwnCaller } from "./guard.js";
import { type IpcTarget, registerIpc } from "./register.js";

const contents = { id: 1 };
const own: Caller = { sender: contents, senderFrame: { url: "chipid://kiosk/index.html", parent: null } };
const foreign: Record<string, Caller> = {
  "another window": { ...own, sender: { id: 2 } },
  "a frame in the page": { ...own, senderFrame: { url: "chipid://kiosk/index.html", parent: {} } },
  "a page of the network": { ...own, senderFrame: { url: "https://kiosk/index.html", parent: null } },
  "another host of the scheme": { ...own, senderFrame: { url: "chipid://kiosk.example/index.html", parent: null } },
  "a host that begins alike": { ...own, senderFrame: { url: "chipid://kioskx/", parent: null } },
  "user information in front of another host": {
    ...own,
    senderFrame: { url: "chipid://kiosk@example/index.html", parent: null },
  },
  "an empty page": { ...own, senderFrame: { url: "about:blank", parent: null } },
  "a file": { ...own, senderFrame: { url: "file:///index.html", parent: null } },
  "a frame that is gone": { ...own, senderFrame: null },
  "a frame whose page is gone": {
    sender: contents,
    get senderFrame(): never {
      throw new Error("Render frame was disposed");
    },
  },
};

describe("T96: a call from elsewhere", () => {
  it("is told from one of the page's own", () => {
    expect(isOwnCaller(own, contents)).toBe(true);
    expect(isOwnCaller(own, undefined)).toBe(false);
  });
  it.each(Object.entries(foreign))("is refused: %s", (_name, caller) => {
    expect(isOwnCaller(caller, contents)).toBe(false);
  });
});

describe("guarded", () => {
  const rule = (handle: (text: string) => unknown) => ({
    argument: v.pipe(v.string(), v.maxLength(3)),
    reply: v.number(),
    refused: -1,
    failed: -2,
    handle: handle as (text: string) => number,
  });

  it("answers what the rule answers", async () => {
    expect(
      await guarded(
        () => contents,
        rule((text) => text.length),
      )(own, "abc"),
    ).toBe(3);
  });

  it("refuses a wrong shape, and a second argument, before anything is done", async () => {
    const handle = vi.fn(() => 1);
    const call = guarded(() => contents, rule(handle));
    expect(await call(own, "abcd")).toBe(-1);
    expect(await call(own, { toString: () => "abc" })).toBe(-1);
    expect(await call(own)).toBe(-1);
    expect(await call(own, "abc", "more")).toBe(-1);
    expect(handle).not.toHaveBeenCalled();
  });

  it("never rejects, and passes no reply on that is out of shape", async () => {
    const failing = [
      () => {
        throw new Error("secret");
      },
      () => Promise.reject(new Error("secret")),
      () => "secret",
    ];
    for (const handle of failing) expect(await guarded(() => contents, rule(handle))(own, "abc")).toBe(-2);
  });
});

describe("the list of channels", () => {
  type Handler = (event: Caller, ...args: unknown[]) => Promise<unknown>;
  const target = () => ({
    contents: () => contents,
    send: vi.fn(async (_command: Command): Promise<Reply> => ({ ok: true })),
    portrait: vi.fn(async (_id: string): Promise<PortraitReply> => null),
    view: vi.fn((): View => blankView(undefined, 1, [])),
    print: vi.fn(async () => true),
    copy: vi.fn(async (_text: string) => true),
  });
  const register = (to: IpcTarget): Map<string, Handler> => {
    const handlers = new Map<string, Handler>();
    registerIpc({ handle: (channel, handler) => void handlers.set(channel, handler as unknown as Handler) }, to);
    return handlers;
  };
  const good: Record<string, unknown[]> = {
    [CHANNELS.command]: [{ type: "lock" }],
    [CHANNELS.portrait]: ["p1"],
    [CHANNELS.view]: [],
    [CHANNELS.print]: [],
    [CHANNELS.copy]: ["Họ và tên"],
  };

  it("is what the contract names", () => {
    expect([...register(target()).keys()].sort()).toEqual(Object.keys(good).sort());
  });

  it("lets the page's own calls through", async () => {
    const to = target();
    for (const [channel, handler] of register(to)) await handler(own, ...(good[channel] ?? []));
    for (const called of [to.send, to.portrait, to.view, to.print, to.copy]) expect(called).toHaveBeenCalledOnce();
  });

  it("does nothing for a call from elsewhere", async () => {
    const to = target();
    const refused = { ok: false, refusal: "shape" };
    for (const caller of Object.values(foreign)) {
      for (const [channel, handler] of register(to)) {
        const answer = await handler(caller, ...(good[channel] ?? []));
        expect(channel === CHANNELS.command ? [refused] : [null, false]).toContainEqual(answer);
      }
    }
    for (const called of [to.send, to.portrait, to.view, to.print, to.copy]) expect(called).not.toHaveBeenCalled();
  });

  it("does nothing for a call of a wrong shape", async () => {
    const to = target();
    const bad: [string, unknown[]][] = [
      [CHANNELS.command, []],
      [CHANNELS.command, ["lock"]],
      [CHANNELS.command, [{ type: "erase" }]],
      [CHANNELS.command, [{ type: "lock", extra: 1 }]],
      [CHANNELS.command, [{ type: "scan", text: "x".repeat(100_000) }]],
      [CHANNELS.command, [{ type: "trust-import", name: "a", bytes: [1, 2], signerSha256: null }]],
      [CHANNELS.portrait, [7]],
      [CHANNELS.portrait, ["x".repeat(65)]],
      [CHANNELS.view, ["x"]],
      [CHANNELS.print, [{ silent: true }]],
      [CHANNELS.copy, ["x".repeat(20_000)]],
      [CHANNELS.copy, [null]],
    ];
    const handlers = register(to);
    for (const [channel, args] of bad) {
      expect([null, false, { ok: false, refusal: "shape" }]).toContainEqual(
        await handlers.get(channel)?.(own, ...args),
      );
    }
    for (const called of [to.send, to.portrait, to.view, to.print, to.copy]) expect(called).not.toHaveBeenCalled();
  });
});
