import { render } from "preact";
import { App } from "./app.js";
import { connect } from "./connect.js";
import { forgetTypedInTime } from "./input/forget-typed.js";
import { FaultScreen } from "./screens/no-view.js";

/** Nothing that is dropped on the page is opened by it. */
for (const type of ["dragover", "drop"]) document.addEventListener(type, (event) => event.preventDefault());

forgetTypedInTime();

async function start(root: Element): Promise<void> {
  try {
    render(<App api={await connect()} />, root);
  } catch {
    render(<FaultScreen />, root);
  }
}

const root = document.getElementById("app");
if (root !== null) void start(root);
