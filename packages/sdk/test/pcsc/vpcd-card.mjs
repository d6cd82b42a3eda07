// A card in a virtual reader, as a process of its own: speaks vpcd's protocol over TCP and obeys one command a line on
// standard input: `insert`, `remove`, `answer` as usual, `answer N` with N bytes whatever is asked, `slow MS`, `die` (leave
// instead of answering), `hang`. Answers `done` to each, and says `power on`, `power off`, `reset` as they come.
//
// It is no document: SELECT answers 9000; GET CHALLENGE answers Le bytes; READ BINARY with extended Le answers that many
// bytes, counting up; anything else is echoed.
import net from "node:net";
import { createInterface } from "node:readline";

const port = Number(process.argv[2] ?? 35963);
const ATR = Buffer.from("3B80800101", "hex");
let socket;
let slow = 0;
let mode = "answer";
let length;

const say = (text) => process.stdout.write(`${text}\n`);
const framed = (bytes) => Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]);

function respond(apdu) {
  if (length !== undefined) return Buffer.alloc(length, 0x90);
  const [, ins, p1, p2, le] = apdu;
  if (ins === 0xa4) return Buffer.of(0x90, 0x00);
  if (ins === 0x84) return Buffer.concat([Buffer.alloc(le || 256, 0x5a), Buffer.of(0x90, 0x00)]);
  if (ins === 0xb0 && apdu.length === 7) {
    const bytes = Buffer.alloc(apdu.readUInt16BE(5), 0);
    for (let i = 0; i < bytes.length; i++) bytes[i] = (i + p1 + p2) & 0xff;
    return Buffer.concat([bytes, Buffer.of(0x90, 0x00)]);
  }
  return Buffer.concat([apdu, Buffer.of(0x90, 0x00)]);
}

function onMessage(at, message) {
  if (message.length === 1) {
    if (message[0] === 4) at.write(framed(ATR));
    else say(["power off", "power on", "reset"][message[0]] ?? "unknown");
    return;
  }
  if (mode === "hang") return;
  const response = framed(respond(message));
  if (mode === "die") at.destroy();
  else if (slow > 0) setTimeout(() => at.write(response), slow);
  else at.write(response);
}

function insert() {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const mine = net.connect({ host: "127.0.0.1", port, noDelay: true });
    socket = mine;
    mine.on("connect", resolve);
    mine.on("error", (error) => {
      say(`error ${error.code}`);
      resolve();
    });
    mine.on("data", (data) => {
      received = Buffer.concat([received, data]);
      while (received.length >= 2) {
        const size = received.readUInt16BE(0);
        if (received.length < 2 + size) break;
        const message = received.subarray(2, 2 + size);
        received = received.subarray(2 + size);
        onMessage(mine, message);
      }
    });
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command, argument] = line.split(" ");
  if (command === "insert") await insert();
  else if (command === "remove") socket?.destroy();
  else if (command === "die" || command === "hang") mode = command;
  else {
    mode = "answer";
    slow = command === "slow" ? Number(argument) : 0;
    length = command === "answer" && argument !== undefined ? Number(argument) : undefined;
  }
  say("done");
}
socket?.destroy();
