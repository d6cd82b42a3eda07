const PIN = /^\d{6,12}$/;

/** Digits that lie in a line or a ring on a keypad, and the like: what is tried first. */
const FAVOURITES = new Set([
  "112233",
  "11223344",
  "102030",
  "123321",
  "147258",
  "147258369",
  "159357",
  "159753",
  "246810",
  "258369",
  "321123",
  "369258",
  "741852",
  "741852963",
  "753951",
  "789456",
  "789456123",
  "951357",
  "963852",
]);

export function isPin(pin: string): boolean {
  return PIN.test(pin);
}

/** One digit over and over, a short block over and over, digits in a row up or down, or one of those tried first. */
export function isTrivialPin(pin: string): boolean {
  if (FAVOURITES.has(pin)) return true;
  // One, two, three or four digits repeated; a cut-off last block counts.
  for (let size = 1; size <= 4 && size * 2 <= pin.length; size++) {
    if ([...pin].every((digit, i) => digit === pin[i % size])) return true;
  }
  const steps = new Set([...pin].slice(1).map((digit, i) => (Number(digit) - Number(pin[i]) + 10) % 10));
  return steps.size === 1;
}
