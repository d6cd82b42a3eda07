import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { nodeChipCrypto, nodeRandom } from "@chipid/sdk/node";
import { createChip, type Fault, parseFault, presentOverVpcd, withFaults } from "@chipid/sdk/simulator";
import { CARDS, type CardName, prepareCard } from "./cards.js";

// chip-program PORT: a person with cards, as a process of its own beside a virtual reader. One command a line: `insert
// CARD [FAULT …]`, `back` (the same card again, powerless in between), `remove`, `anchor CARD` (answers hex). Answers
// `done …` to each; a card that a fault removes says `removed`.

const port = Number(process.argv[2]);
const isCard = (name: string | undefined): name is CardName => CARDS.some((card) => card === name);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

let card: ReturnType<typeof withFaults> | undefined;
let socket: Socket | undefined;

function powerUp(name: CardName, faults: readonly Fault[]): ReturnType<typeof withFaults> {
  const { ciphers, agreement } = nodeChipCrypto();
  const chip = createChip(prepareCard(name).chip, { random: nodeRandom, ciphers, agreements: agreement });
  return withFaults(chip, faults, { sleep: (ms) => new Promise((done) => setTimeout(done, ms)) });
}

function present(): Promise<void> {
  const inserted = card;
  if (inserted === undefined) throw new Error("no card at hand");
  return new Promise((resolve, reject) => {
    const mine = connect({ host: "127.0.0.1", port, noDelay: true });
    socket = mine;
    mine.once("error", reject);
    mine.once("connect", () => {
      mine.removeListener("error", reject);
      presentOverVpcd(inserted, mine).then(
        (end) => {
          if (end === "removed") say("removed");
        },
        () => undefined,
      );
      resolve();
    });
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command, name, ...faults] = line.split(" ");
  let answer = "done";
  if (command === "insert" && isCard(name)) {
    card = powerUp(name, faults.map(parseFault));
    await present();
  } else if (command === "back") {
    await card?.reset();
    await present();
  } else if (command === "remove") socket?.destroy();
  else if (command === "anchor" && isCard(name)) {
    answer = `done ${Buffer.from(prepareCard(name).anchor).toString("hex")}`;
  } else answer = `done ? ${line}`;
  say(answer);
}
socket?.destroy();
