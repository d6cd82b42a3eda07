import { endToEnd } from "./suite.js";

endToEnd("electron");
