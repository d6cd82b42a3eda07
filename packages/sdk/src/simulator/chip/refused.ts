/** Ends a command of the virtual chip with a status word; never leaves the chip. */
export class Refused extends Error {
  constructor(readonly sw: number) {
    super("The chip refused a command.");
    this.name = "Refused";
  }
}

export function refuse(sw: number): never {
  throw new Refused(sw);
}
