export { readCompactDate, readDate, readExpiry, saysNoExpiry } from "./dates.js";
export { readDg13 } from "./dg13.js";
export { type PublicDg13, publicDg13 } from "./dg13-public.js";
export * from "./dg13-types.js";
export { type Dg13Content, writeDg13 } from "./dg13-write.js";
