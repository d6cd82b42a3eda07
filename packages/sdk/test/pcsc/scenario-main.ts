import { scenarioProgram } from "./scenarios.js";

await scenarioProgram(process.argv.slice(2));
