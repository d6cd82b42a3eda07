import { describe, expect, it } from "vitest";
import { FakeService } from "../../test/pcsc/fake-service.js";
import { type BindingName, bindingOrder, loadBinding } from "./load-binding.js";

const service = new FakeService();
const MODULES = { pcsclite: service.pcsclite, smartcard: service.smartcard };

/** Loads as told: a module, or the error that its loading gives. */
function loader(
  outcomes: Partial<Record<BindingName, Error>>,
  asked: string[] = [],
): { require: (name: string) => unknown; asked: string[] } {
  return {
    asked,
    require: (name) => {
      asked.push(name);
      const error = outcomes[name as BindingName];
      if (error !== undefined) throw error;
      return MODULES[name as BindingName];
    },
  };
}

const missing = (name: string): Error =>
  Object.assign(new Error(`Cannot find module '${name}'\nRequire stack:\n- x`), { code: "MODULE_NOT_FOUND" });
const unbuilt = {
  pcsclite: new Error("Could not locate the bindings file. Tried:\n → build/pcsclite.node"),
  smartcard: Object.assign(new Error("Cannot find module '../../build/Release/smartcard_napi.node'"), {
    code: "MODULE_NOT_FOUND",
  }),
};

function message(outcomes: Partial<Record<BindingName, Error>>): string {
  try {
    loadBinding({ ...loader(outcomes), versions: {} });
  } catch (error) {
    expect(error).toMatchObject({ code: "reader.install", cause: expect.any(AggregateError) });
    return (error as Error).message;
  }
  throw new Error("it loaded");
}

describe("loadBinding", () => {
  it("prefers pcsclite on plain Node and smartcard under Electron", () => {
    expect(bindingOrder({})).toEqual(["pcsclite", "smartcard"]);
    expect(bindingOrder({ electron: "45.4.1" })).toEqual(["smartcard", "pcsclite"]);
    expect(loadBinding({ ...loader({}), versions: {} }).name).toBe("pcsclite");
    expect(loadBinding({ ...loader({}), versions: { electron: "45.4.1" } }).name).toBe("smartcard");
  });

  it("takes the other where the first is not built", () => {
    const { require, asked } = loader({ pcsclite: unbuilt.pcsclite });
    expect(loadBinding({ require, versions: {} }).name).toBe("smartcard");
    expect(asked).toEqual(["pcsclite", "smartcard"]);
  });

  it("takes only the one that is asked for", () => {
    const { require, asked } = loader({ pcsclite: unbuilt.pcsclite });
    expect(() => loadBinding({ require, binding: "pcsclite" })).toThrow(/pcsclite was not built/);
    expect(asked).toEqual(["pcsclite"]);
  });

  it("says what is missing and what to do", () => {
    expect(message(unbuilt)).toMatch(/not built.*npm rebuild pcsclite smartcard.*npm run readers/);
    expect(message({ pcsclite: missing("pcsclite"), smartcard: missing("smartcard") })).toMatch(
      /not installed.*npm install smartcard/,
    );
    const otherNode = new Error("The module was compiled against NODE_MODULE_VERSION 115, this needs 137");
    expect(message({ pcsclite: otherNode, smartcard: missing("smartcard") })).toMatch(/another version of Node/);
    const selfRegister = new Error("Module did not self-register: 'pcsclite.node'");
    expect(message({ pcsclite: selfRegister, smartcard: unbuilt.smartcard })).toMatch(/another version of Node/);
    const library = new Error("libpcsclite.so.1: cannot open shared object file: No such file or directory");
    expect(message({ pcsclite: library, smartcard: library })).toMatch(/libpcsclite1/);
  });

  it("does not take another package for one of them", () => {
    expect(() => loadBinding({ require: () => ({ version: 1 }), versions: {} })).toThrow(/reader|readers/);
    expect(() => loadBinding({ require: () => undefined, versions: {} })).toThrow(
      expect.objectContaining({ code: "reader.install" }),
    );
  });
});
