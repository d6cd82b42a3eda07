import { endToEnd } from "./suite.js";

endToEnd("browser");
