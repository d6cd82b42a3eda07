import { writeDg13 } from "../../src/vietnam/dg13-write.js";

// The specimens of ICAO Doc 9303-4 to -6.
export const MRZ_TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
export const MRZ_TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
export const MRZ_TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";

export const QR_2021 = "001099000001|012345678|Nguyễn Văn Thử|15011999|Nam|Số 1, Hà Nội|20022021";

/** DG13 of a synthetic holder with every field. */
export function vietnamDg13(): Uint8Array {
  return writeDg13({
    personalNumber: "001099000001",
    fullName: "Nguyễn Văn Thử",
    birth: "15/01/1999",
    sex: "Nam",
    nationality: "Việt Nam",
    ethnicity: "Kinh",
    religion: "Không",
    placeOfOrigin: "Hà Nội",
    placeOfResidence: "Số 1, Hà Nội",
    identifyingFeatures: null,
    issued: "20/02/2021",
    expires: "15/01/2039",
    parents: ["Nguyễn Văn A", "Trần Thị B"],
    spouse: null,
    oldNumber: "012345678",
    unknown16: "0000",
  });
}
