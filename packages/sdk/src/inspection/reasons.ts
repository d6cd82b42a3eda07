import type { Effect } from "./effect.js";

/** What the counter does about a reason. */
export type ReasonAction = "none" | "look" | "again" | "trust" | "policy" | "clock" | "supervisor" | "stop" | "renew";

/** One line for each action, English and Vietnamese. */
export const ACTIONS: Readonly<Record<ReasonAction, { readonly en: string; readonly vi: string }>> = {
  none: { en: "Nothing to do.", vi: "Không cần xử lý." },
  look: {
    en: "Look at the card's physical features; go on by local policy.",
    vi: "Xem đặc điểm bảo an của thẻ; tiếp tục theo quy định.",
  },
  again: { en: "Read or scan again.", vi: "Đọc hoặc quét lại." },
  trust: {
    en: "Refresh the trust data (master list, anchor, revocation list) and verify again.",
    vi: "Cập nhật dữ liệu tin cậy (chứng thư gốc, danh sách thu hồi) rồi kiểm tra lại.",
  },
  policy: {
    en: "Ask the supervisor; the station's policy decides.",
    vi: "Báo người phụ trách; chính sách của điểm kiểm tra quyết định.",
  },
  clock: { en: "Check this station's date and time.", vi: "Kiểm tra ngày giờ của máy." },
  supervisor: {
    en: "Call the supervisor; a second reader may help.",
    vi: "Báo người phụ trách; có thể thử đầu đọc khác.",
  },
  stop: { en: "Do not accept, do not accuse, call the supervisor.", vi: "Dừng, không quy kết, báo người phụ trách." },
  renew: { en: "Explain how the document is renewed.", vi: "Hướng dẫn cấp đổi giấy tờ." },
};

export interface ReasonDefinition {
  /** Effect when no policy changes it. */
  readonly effect: Effect;
  /** Clause that makes it matter. */
  readonly reference: string;
  readonly action: ReasonAction;
  readonly en: string;
  readonly vi: string;
  /** A deviation that may be known for an issuer; policy `deviations: known` then makes it a note. */
  readonly relaxable: boolean;
}

function reason(
  effect: Effect,
  reference: string,
  action: ReasonAction,
  en: string,
  vi: string,
  relaxable = false,
): ReasonDefinition {
  return { effect, reference, action, en, vi, relaxable };
}

/** Every reason code, stable for ever (contract.md §2). The case that needs it stands beside it. */
export const REASONS = {
  // SOD
  "sod.signature.valid": reason(
    "genuine",
    "ICAO 9303-11 §5.1",
    "none",
    "The signature of the security object holds.",
    "Chữ ký của đối tượng an ninh hợp lệ.",
  ),
  "sod.signature.invalid": reason(
    "not-genuine",
    "RFC 5652 §5.6",
    "stop",
    "The signature of the security object is false.",
    "Chữ ký của đối tượng an ninh sai.",
  ), // T13 T14b T23b T53b T54 T55c
  "sod.signature.padding": reason(
    "not-genuine",
    "RFC 8017 §8.2.2",
    "stop",
    "The RSA padding of the signature is forged.",
    "Phần đệm RSA của chữ ký không đúng chuẩn.",
  ), // T54
  "sod.signature.out-of-range": reason(
    "not-genuine",
    "BSI TR-03111 §4.2.1",
    "stop",
    "A value of the ECDSA signature is zero or not below the curve's order.",
    "Giá trị chữ ký ECDSA nằm ngoài phạm vi cho phép.",
  ), // T53
  "sod.signature.not-der": reason(
    "unconfirmed",
    "RFC 3279 §2.2.3",
    "supervisor",
    "The signature holds only when its malformed encoding is read tolerantly.",
    "Chữ ký chỉ đúng khi đọc nới lỏng mã hóa sai chuẩn.",
    true,
  ), // T53
  "sod.signature.plain-under-der-oid": reason(
    "unconfirmed",
    "BSI TR-03111 §5.2",
    "supervisor",
    "The signature is r and s joined although its algorithm says DER.",
    "Chữ ký ghép r và s trong khi thuật toán khai báo DER.",
    true,
  ), // T24b
  "sod.signature.pss-parameters": reason(
    "unconfirmed",
    "RFC 4055 §3.1",
    "supervisor",
    "The RSA-PSS signature holds only with other parameters than it declares.",
    "Chữ ký RSA-PSS chỉ đúng với tham số khác tham số khai báo.",
    true,
  ), // T55
  "sod.signature-algorithm.unknown": reason(
    "unconfirmed",
    "ICAO 9303-12 §4.4",
    "supervisor",
    "The signature algorithm is not one this software knows.",
    "Thuật toán chữ ký không được phần mềm hỗ trợ.",
  ), // T24
  "sod.signature-algorithm.hash-differs": reason(
    "unconfirmed",
    "RFC 5652 §5.3",
    "supervisor",
    "The hash of the signature algorithm differs from the declared digest algorithm.",
    "Hàm băm của thuật toán chữ ký khác hàm băm khai báo.",
    true,
  ), // T24
  "sod.signature-algorithm.key-mismatch": reason(
    "unconfirmed",
    "RFC 5652 §5.3",
    "supervisor",
    "The signature algorithm does not belong to the signer's key.",
    "Thuật toán chữ ký không khớp với khóa của bên ký.",
  ),
  "sod.digest.unknown": reason(
    "unconfirmed",
    "RFC 5652 §5.3",
    "supervisor",
    "The digest algorithm is not one this software knows.",
    "Hàm băm không được phần mềm hỗ trợ.",
  ), // T24
  "sod.digest.md5": reason(
    "unconfirmed",
    "ICAO 9303-12 §4.4",
    "supervisor",
    "MD5 is used: it protects nothing any more.",
    "Dùng MD5: không còn an toàn.",
  ), // T25
  "sod.digest.sha1": reason(
    "unconfirmed",
    "ICAO 9303-12 §4.4",
    "policy",
    "SHA-1 is used in the signature: deprecated.",
    "Chữ ký dùng SHA-1: đã lỗi thời.",
  ), // T26
  "sod.digest.differs": reason(
    "note",
    "ICAO 9303-10 §4.6.2",
    "none",
    "The signature and the hash list use different strong hash functions.",
    "Chữ ký và danh sách băm dùng hai hàm băm mạnh khác nhau.",
  ), // T19
  "sod.digest-algorithms.incomplete": reason(
    "note",
    "RFC 5652 §5.1",
    "none",
    "The digest algorithm is not in the list of digest algorithms.",
    "Hàm băm không có trong danh sách khai báo.",
  ), // T20
  "sod.message-digest.mismatch": reason(
    "not-genuine",
    "RFC 5652 §11.2",
    "stop",
    "The signed message digest is not that of the content.",
    "Giá trị băm đã ký không khớp nội dung.",
  ), // T15
  "sod.message-digest.missing": reason(
    "not-genuine",
    "RFC 5652 §11.2",
    "stop",
    "The signed attributes hold no message digest.",
    "Thuộc tính ký thiếu giá trị băm.",
  ), // T16
  "sod.message-digest.repeated": reason(
    "not-genuine",
    "RFC 5652 §11.2",
    "stop",
    "The signed attributes hold more than one message digest.",
    "Thuộc tính ký có nhiều giá trị băm.",
  ), // T17
  "sod.content-type.mismatch": reason(
    "not-genuine",
    "RFC 5652 §11.1",
    "stop",
    "The signed content type is not that of the content.",
    "Kiểu nội dung đã ký không khớp.",
  ), // T18
  "sod.content-type.attribute-missing": reason(
    "unconfirmed",
    "RFC 5652 §11.1",
    "supervisor",
    "The signed attributes hold no single content type.",
    "Thuộc tính ký không có đúng một kiểu nội dung.",
  ),
  "sod.content-type.legacy": reason(
    "unconfirmed",
    "ICAO 9303-10 §4.6.2",
    "supervisor",
    "The content type is an older one that some issuers used.",
    "Kiểu nội dung là dạng cũ mà một số cơ quan cấp từng dùng.",
    true,
  ), // T26c
  "sod.content-type.unknown": reason(
    "not-genuine",
    "ICAO 9303-10 §4.6.2",
    "stop",
    "The signed content is not an LDS security object.",
    "Nội dung được ký không phải đối tượng an ninh LDS.",
  ), // T26c
  "sod.content.unreadable": reason(
    "unconfirmed",
    "ICAO 9303-10 §4.6.2.3",
    "supervisor",
    "The signed list of hashes cannot be read.",
    "Không đọc được danh sách băm đã ký.",
  ),
  "sod.content.constructed": reason(
    "note",
    "RFC 5652 §5.2.1",
    "none",
    "The content is encoded in segments.",
    "Nội dung được mã hóa thành nhiều đoạn.",
  ), // T26b
  "sod.encoding.ber": reason(
    "note",
    "ICAO 9303-10 §4.6.2",
    "none",
    "The security object is BER, not DER.",
    "Đối tượng an ninh mã hóa BER, không phải DER.",
  ), // T26b
  "sod.bytes.trailing": reason(
    "note",
    "ICAO 9303-10 §4.6.2",
    "none",
    "Bytes follow the security object; they are not looked at.",
    "Có byte thừa sau đối tượng an ninh; không được xét.",
  ), // T26b
  "sod.signed-attributes.absent": reason(
    "unconfirmed",
    "ICAO 9303-10 §4.6.2.2",
    "supervisor",
    "The security object is signed without signed attributes.",
    "Đối tượng an ninh được ký không có thuộc tính ký.",
    true,
  ), // T14
  "sod.signed-attributes.order": reason(
    "unconfirmed",
    "RFC 5652 §5.4",
    "supervisor",
    "The signed attributes are not in DER order.",
    "Thuộc tính ký không theo thứ tự DER.",
    true,
  ), // T23
  "sod.signer-info.missing": reason(
    "not-genuine",
    "ICAO 9303-10 §4.6.2.2",
    "stop",
    "The security object is signed by nobody.",
    "Đối tượng an ninh không có bên ký.",
  ), // T21
  "sod.signer-info.several": reason(
    "unconfirmed",
    "ICAO 9303-10 §4.6.2.2",
    "supervisor",
    "The security object has more than one signer.",
    "Đối tượng an ninh có nhiều bên ký.",
  ), // T22
  "sod.certificate.missing": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1",
    "trust",
    "The signer's certificate is neither in the security object nor in the trust store.",
    "Không có chứng thư bên ký trong đối tượng an ninh và kho tin cậy.",
  ), // T36d
  "sod.certificate.unreadable": reason(
    "unconfirmed",
    "RFC 5280 §4.1",
    "supervisor",
    "The signer's certificate cannot be read.",
    "Không đọc được chứng thư bên ký.",
  ),
  "sod.certificate.from-store": reason(
    "note",
    "RFC 5652 §5.3",
    "none",
    "The signer's certificate was found in the trust store.",
    "Chứng thư bên ký lấy từ kho tin cậy.",
  ), // T36d
  "sod.signing-time.from-issue-date": reason(
    "note",
    "ICAO 9303-11 §5.1",
    "none",
    "There is no signing time; the signed issue date stands in.",
    "Không có thời điểm ký; dùng ngày cấp đã ký.",
  ), // T39
  "sod.signing-time.absent": reason(
    "note",
    "ICAO 9303-11 §5.1",
    "none",
    "There is no signing time; the signer's certificate is judged now.",
    "Không có thời điểm ký; xét chứng thư tại thời điểm hiện tại.",
  ), // T39
  "sod.signing-time.required": reason(
    "unconfirmed",
    "ICAO 9303-11 §5.1",
    "policy",
    "There is no signing time, and policy wants one.",
    "Không có thời điểm ký trong khi chính sách yêu cầu.",
  ),
  "sod.signing-time.ignored": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1",
    "policy",
    "Validity periods were not judged, as policy says.",
    "Không xét thời hạn chứng thư theo chính sách.",
  ),
  "sod.signing-time.malformed": reason(
    "unconfirmed",
    "RFC 5652 §11.3",
    "supervisor",
    "The signing time cannot be read.",
    "Không đọc được thời điểm ký.",
  ),
  "sod.signing-time.before-certificate": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1",
    "supervisor",
    "The security object says it was signed before its signer's certificate began.",
    "Thời điểm ký trước khi chứng thư có hiệu lực.",
  ), // T38
  "sod.signing-time.after-certificate": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1",
    "supervisor",
    "The security object says it was signed after its signer's certificate ended.",
    "Thời điểm ký sau khi chứng thư hết hiệu lực.",
  ), // T40
  "sod.signing-time.future": reason(
    "unconfirmed",
    "RFC 5652 §11.3",
    "clock",
    "The signing time is in the future.",
    "Thời điểm ký ở tương lai.",
  ), // T40
  "sod.signing-time.outside-key-usage": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1.1",
    "supervisor",
    "The signing time is outside the signer key's usage period.",
    "Thời điểm ký ngoài thời gian sử dụng khóa.",
  ), // T40
  "sod.file.empty": reason(
    "not-genuine",
    "ICAO 9303-10 §4.6.2",
    "stop",
    "The security object is missing or empty on the chip.",
    "Chip không có đối tượng an ninh.",
  ), // T94
  "sod.file.unreadable": reason(
    "unconfirmed",
    "ICAO 9303-10 §4.6.2",
    "supervisor",
    "The security object cannot be read.",
    "Không đọc được đối tượng an ninh.",
  ),
  // certificates
  "cert.key.forged-parameters": reason(
    "not-genuine",
    "BSI TR-03111 §4.1",
    "stop",
    "The key names a known curve's numbers with another base point.",
    "Khóa dùng tham số đường cong bị thay đổi.",
  ), // T51
  "cert.key.invalid-point": reason(
    "not-genuine",
    "BSI TR-03111 §4.3",
    "stop",
    "The public key is not a point of its curve.",
    "Khóa công khai không nằm trên đường cong.",
  ), // T52
  "cert.key.curve-label": reason(
    "unconfirmed",
    "ICAO 9303-12 §4.4",
    "supervisor",
    "The key belongs to another curve than its certificate names.",
    "Khóa thuộc đường cong khác với tên ghi trong chứng thư.",
    true,
  ), // T58
  "cert.key.unsupported": reason(
    "unconfirmed",
    "ICAO 9303-12 §4.4",
    "supervisor",
    "The signer's key is of a kind this software does not know.",
    "Loại khóa của bên ký không được hỗ trợ.",
  ),
  "cert.key.roca": reason(
    "unconfirmed",
    "CVE-2017-15361",
    "supervisor",
    "The signer's RSA key has the ROCA weakness.",
    "Khóa RSA của bên ký có lỗ hổng ROCA.",
  ), // T56
  "cert.key.rsa-short": reason(
    "unconfirmed",
    "ICAO 9303-12 §4.4.1",
    "supervisor",
    "The signer's RSA key is below 2048 bits.",
    "Khóa RSA của bên ký dưới 2048 bit.",
    true,
  ), // T57
  "cert.key.rsa-tiny": reason(
    "unconfirmed",
    "ICAO 9303-12 §4.4.1",
    "supervisor",
    "The signer's RSA key is below 1024 bits.",
    "Khóa RSA của bên ký dưới 1024 bit.",
  ), // T57
  "cert.key-usage.missing": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1.1",
    "supervisor",
    "The signer's certificate has no key usage.",
    "Chứng thư bên ký không có mục đích sử dụng khóa.",
    true,
  ), // T33
  "cert.key-usage.wrong": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1.1",
    "supervisor",
    "The signer's certificate is not meant for signatures.",
    "Chứng thư bên ký không dành cho chữ ký.",
  ),
  "cert.ds.is-ca": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1.1",
    "supervisor",
    "The signer's certificate claims to be a certification authority.",
    "Chứng thư bên ký tự nhận là cơ quan chứng thực.",
  ), // T34
  "cert.ds.expired": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1",
    "supervisor",
    "The signer's certificate is out of date and nothing says when it signed.",
    "Chứng thư bên ký hết hạn và không rõ thời điểm ký.",
  ), // T39
  "cert.ds.not-yet-valid": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1",
    "clock",
    "The signer's certificate is not valid yet.",
    "Chứng thư bên ký chưa có hiệu lực.",
  ),
  "cert.role.wrong": reason(
    "not-genuine",
    "ICAO 9303-12 §7.1.1",
    "stop",
    "The signer's certificate is for another purpose than documents.",
    "Chứng thư bên ký dành cho mục đích khác.",
  ), // T36b
  "cert.extended-key-usage.unknown": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1.1",
    "supervisor",
    "The signer's certificate names a purpose this software does not know.",
    "Chứng thư bên ký ghi mục đích không xác định.",
    true,
  ),
  "cert.document-type.mismatch": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1.1.6",
    "supervisor",
    "The signer may not sign documents of this type.",
    "Bên ký không được ký loại giấy tờ này.",
    true,
  ), // T36c
  "cert.extension.unknown-critical": reason(
    "unconfirmed",
    "RFC 5280 §4.2",
    "supervisor",
    "A certificate has a critical extension this software does not know.",
    "Chứng thư có phần mở rộng bắt buộc không xác định.",
  ), // T48
  "cert.extension.repeated": reason(
    "unconfirmed",
    "RFC 5280 §4.2",
    "supervisor",
    "A certificate has an extension twice.",
    "Chứng thư có phần mở rộng lặp lại.",
  ),
  "cert.algorithm.differs": reason(
    "unconfirmed",
    "RFC 5280 §4.1.1.2",
    "supervisor",
    "The two signature algorithms of a certificate differ.",
    "Hai thuật toán chữ ký trong chứng thư khác nhau.",
  ),
  "cert.signature.sha1": reason(
    "unconfirmed",
    "ICAO 9303-12 §4.4",
    "policy",
    "The signer's certificate is signed with SHA-1.",
    "Chứng thư bên ký được ký bằng SHA-1.",
  ), // T26
  "cert.signature.md5": reason(
    "unconfirmed",
    "ICAO 9303-12 §4.4",
    "supervisor",
    "The signer's certificate is signed with MD5.",
    "Chứng thư bên ký được ký bằng MD5.",
  ), // T25
  "cert.signature.unknown": reason(
    "unconfirmed",
    "ICAO 9303-12 §4.4",
    "supervisor",
    "The signer's certificate is signed by an algorithm this software does not know.",
    "Thuật toán ký chứng thư không được hỗ trợ.",
  ), // T24
  "cert.signature.not-der": reason(
    "unconfirmed",
    "RFC 3279 §2.2.3",
    "supervisor",
    "The certificate's signature holds only when its malformed encoding is read tolerantly.",
    "Chữ ký chứng thư chỉ đúng khi đọc nới lỏng.",
    true,
  ), // T53
  "cert.signature.pss-parameters": reason(
    "unconfirmed",
    "RFC 4055 §3.1",
    "supervisor",
    "The certificate's RSA-PSS signature holds only with other parameters than it declares.",
    "Chữ ký RSA-PSS của chứng thư chỉ đúng với tham số khác.",
    true,
  ), // T55
  "cert.serial.negative": reason(
    "note",
    "RFC 5280 §4.1.2.2",
    "none",
    "A certificate has a negative serial number.",
    "Chứng thư có số sê-ri âm.",
  ), // T49
  "cert.encoding.not-der": reason(
    "note",
    "RFC 5280 §4.1",
    "none",
    "A certificate is not encoded in DER; its signature holds over the bytes as received.",
    "Chứng thư không mã hóa DER chuẩn; chữ ký vẫn đúng trên byte nhận được.",
  ), // T49
  "cert.csca.no-ca-flag": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1.1",
    "supervisor",
    "The issuer's certificate lacks the CA flag.",
    "Chứng thư của cơ quan cấp thiếu cờ CA.",
    true,
  ), // T35
  // chain
  "chain.anchor.trusted": reason(
    "genuine",
    "ICAO 9303-12 §7.1",
    "none",
    "The signer is vouched for by a trusted country signing certificate.",
    "Bên ký được chứng thư quốc gia tin cậy bảo đảm.",
  ),
  "chain.anchor.missing": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1",
    "trust",
    "There is no trust anchor for this issuer.",
    "Chưa có chứng thư gốc của cơ quan cấp này.",
  ), // T29 T30 T30b
  "chain.anchor.key-unknown": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1",
    "trust",
    "The issuer is known by name, but not the key that signed.",
    "Biết tên cơ quan cấp nhưng chưa có khóa đã ký.",
  ), // T30
  "chain.anchor.citizen-card": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1",
    "trust",
    'The store has Vietnam\'s passport anchor; the citizen card has one of its own: ask the Government Cipher Committee or C06 for "CSCA Vietnam".',
    'Kho chỉ có chứng thư hộ chiếu; thẻ căn cước cần chứng thư "CSCA Vietnam" do Ban Cơ yếu Chính phủ hoặc C06 cung cấp.',
  ), // T30b
  "chain.anchor.unverified": reason(
    "unconfirmed",
    "ICAO 9303-12 §8",
    "trust",
    "The issuer's certificate comes from a list nobody vouched for.",
    "Chứng thư của cơ quan cấp lấy từ danh sách chưa được xác nhận.",
  ), // T89
  "chain.anchor.expired": reason(
    "note",
    "ICAO 9303-12 §7.1",
    "none",
    "The issuer's certificate is out of date now; it was valid when it issued the signer's.",
    "Chứng thư cơ quan cấp nay đã hết hạn; khi cấp cho bên ký thì còn hạn.",
  ), // T41
  "chain.anchor.not-valid-at-issue": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1",
    "supervisor",
    "The issuer's certificate was not valid when the signer's was issued.",
    "Chứng thư cơ quan cấp không có hiệu lực khi cấp cho bên ký.",
  ),
  "chain.anchor.unusable": reason(
    "unconfirmed",
    "ICAO 9303-12 §4.4",
    "trust",
    "The key of the issuer's certificate cannot be used.",
    "Không dùng được khóa của chứng thư cơ quan cấp.",
  ),
  "chain.anchor.test": reason(
    "unconfirmed",
    "ICAO 9303-12 §8",
    "trust",
    "The issuer's certificate in the list is a test certificate or long out of date.",
    "Chứng thư trong danh sách là chứng thư thử nghiệm hoặc hết hạn từ lâu.",
  ), // T91b
  "chain.country.missing": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1",
    "trust",
    "The trust store has no certificate of this country.",
    "Kho tin cậy không có chứng thư của quốc gia này.",
  ), // T29
  "chain.country.mismatch": reason(
    "not-genuine",
    "ICAO 9303-12 §7.1.1",
    "stop",
    "The signer's certificate was issued under another country's authority.",
    "Chứng thư bên ký do cơ quan của nước khác cấp.",
  ), // T32
  "chain.country.unknown-pair": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1.1",
    "supervisor",
    "The countries of the signer and of its authority are not known to belong together.",
    "Không rõ quan hệ giữa quốc gia của bên ký và cơ quan chứng thực.",
  ), // T32
  "chain.signature.invalid": reason(
    "not-genuine",
    "ICAO 9303-12 §7.1",
    "stop",
    "The named issuer did not sign the signer's certificate.",
    "Cơ quan cấp được nêu tên không ký chứng thư này.",
  ), // T28
  "chain.signer.self-signed": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1",
    "supervisor",
    "The signer's certificate is signed by itself.",
    "Chứng thư bên ký tự ký.",
  ), // T27
  "chain.signer.impostor": reason(
    "not-genuine",
    "ICAO 9303-12 §7.1",
    "stop",
    "The signer's certificate is signed by itself in the name of a known issuer.",
    "Chứng thư tự ký dưới tên một cơ quan cấp đã biết.",
  ), // T27
  "chain.issuer.not-ca": reason(
    "not-genuine",
    "ICAO 9303-12 §7.1.1",
    "stop",
    "The signer's certificate was issued by a certificate that may not issue any.",
    "Chứng thư bên ký do một chứng thư không có quyền cấp tạo ra.",
  ), // T36
  // revocation
  "crl.ds.revoked": reason(
    "not-genuine",
    "ICAO 9303-12 §7.1.4",
    "stop",
    "The signer's certificate has been revoked.",
    "Chứng thư bên ký đã bị thu hồi.",
  ), // T42
  "crl.csca.revoked": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1.4",
    "supervisor",
    "The issuer's certificate has been revoked.",
    "Chứng thư cơ quan cấp đã bị thu hồi.",
  ), // T42b
  "crl.list.missing": reason(
    "note",
    "ICAO 9303-12 §7.1.4",
    "trust",
    "No revocation list of this issuer is in the store.",
    "Chưa có danh sách thu hồi của cơ quan cấp.",
  ), // T43
  "crl.list.stale": reason(
    "note",
    "ICAO 9303-12 §7.1.4",
    "trust",
    "The revocation list is older than its next issue.",
    "Danh sách thu hồi đã quá hạn cập nhật.",
  ), // T44
  "crl.list.refused": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1.4",
    "trust",
    "A revocation list that was given is not signed by a known issuer.",
    "Danh sách thu hồi đưa vào không do cơ quan đã biết ký.",
  ), // T45
  "crl.list.delta": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1.4",
    "trust",
    "A delta revocation list was given; only whole lists are used.",
    "Danh sách thu hồi đưa vào chỉ là bản bổ sung; cần bản đầy đủ.",
  ), // T45
  "crl.signature.sha1": reason(
    "note",
    "ICAO 9303-12 §4.4",
    "trust",
    "The revocation list is signed with SHA-1; it counts only against a signer.",
    "Danh sách thu hồi ký bằng SHA-1; chỉ dùng để loại trừ.",
  ), // T26
  // trust
  "trust.list.age": reason(
    "note",
    "ICAO 9303-12 §8",
    "trust",
    "The master list behind the anchor is more than 90 days old.",
    "Danh sách tin cậy đã quá 90 ngày.",
  ),
  "trust.list.old": reason(
    "unconfirmed",
    "ICAO 9303-12 §8",
    "trust",
    "The master list behind the anchor is older than policy allows.",
    "Danh sách tin cậy cũ hơn mức chính sách cho phép.",
  ),
  // hashes
  "hash.groups.match": reason(
    "genuine",
    "ICAO 9303-11 §5.1",
    "none",
    "Every data group read matches its signed hash.",
    "Mọi nhóm dữ liệu đã đọc khớp giá trị băm đã ký.",
  ),
  "hash.dg1.mismatch": reason(
    "not-genuine",
    "ICAO 9303-11 §5.1",
    "stop",
    "DG1 (the MRZ data) is not what was signed.",
    "DG1 (dữ liệu MRZ) không đúng dữ liệu đã ký.",
  ), // T04
  "hash.dg2.mismatch": reason(
    "not-genuine",
    "ICAO 9303-11 §5.1",
    "stop",
    "DG2 (the portrait) is not what was signed.",
    "DG2 (ảnh chân dung) không đúng dữ liệu đã ký.",
  ), // T05
  "hash.dg13.mismatch": reason(
    "not-genuine",
    "ICAO 9303-11 §5.1",
    "stop",
    "DG13 (the national data) is not what was signed.",
    "DG13 (dữ liệu quốc gia) không đúng dữ liệu đã ký.",
  ), // T06
  "hash.dg.mismatch": reason(
    "not-genuine",
    "ICAO 9303-11 §5.1",
    "stop",
    "A data group is not what was signed.",
    "Một nhóm dữ liệu không đúng dữ liệu đã ký.",
  ),
  "hash.all.mismatch": reason(
    "not-genuine",
    "ICAO 9303-11 §5.1",
    "stop",
    "No data group matches: the security object belongs to another document.",
    "Không nhóm dữ liệu nào khớp: đối tượng an ninh của giấy tờ khác.",
  ), // T07
  "hash.dg.empty": reason(
    "not-genuine",
    "ICAO 9303-10 §4.6.2.3",
    "stop",
    "The signed hash of a data group that was read is empty or all zero.",
    "Giá trị băm của nhóm dữ liệu đã đọc bị rỗng hoặc toàn số không.",
  ), // T08
  "hash.dg.empty-unread": reason(
    "note",
    "ICAO 9303-10 §4.6.2.3",
    "none",
    "The signed hash of a data group that was not read is empty or all zero.",
    "Giá trị băm của nhóm dữ liệu chưa đọc bị rỗng hoặc toàn số không.",
  ), // T08
  "hash.dg.not-listed": reason(
    "unconfirmed",
    "ICAO 9303-11 §5.1",
    "supervisor",
    "A data group is not in the signed list; it was not used.",
    "Một nhóm dữ liệu không có trong danh sách đã ký; không được dùng.",
  ), // T09
  "hash.dg1.not-listed": reason(
    "not-genuine",
    "ICAO 9303-10 §4.6.2.3",
    "stop",
    "DG1 is not in the signed list.",
    "DG1 không có trong danh sách đã ký.",
  ), // T09
  "hash.dg.repeated": reason(
    "unconfirmed",
    "ICAO 9303-10 §4.6.2.3",
    "supervisor",
    "A data group stands twice in the signed list.",
    "Một nhóm dữ liệu xuất hiện hai lần trong danh sách đã ký.",
  ), // T22
  "hash.algorithm.sha1": reason(
    "unconfirmed",
    "ICAO 9303-12 §4.4",
    "policy",
    "The data groups are hashed with SHA-1: deprecated.",
    "Nhóm dữ liệu được băm bằng SHA-1: đã lỗi thời.",
  ), // T26
  "hash.algorithm.md5": reason(
    "unconfirmed",
    "ICAO 9303-12 §4.4",
    "supervisor",
    "The data groups are hashed with MD5: it protects nothing any more.",
    "Nhóm dữ liệu được băm bằng MD5: không còn an toàn.",
  ), // T25
  "hash.algorithm.unknown": reason(
    "unconfirmed",
    "ICAO 9303-10 §4.6.2.3",
    "supervisor",
    "The data groups are hashed by a function this software does not know.",
    "Hàm băm nhóm dữ liệu không được hỗ trợ.",
  ), // T24
  // chip
  "chip.proof.passed": reason(
    "genuine",
    "ICAO 9303-11 §6",
    "none",
    "The chip proved that it is the original.",
    "Chip đã chứng minh là bản gốc.",
  ),
  "chip.proof.not-offered": reason(
    "genuine-copyable",
    "ICAO 9303-11 §6",
    "look",
    "The chip has no function that tells it from a copy.",
    "Chip không có chức năng chống sao chép.",
  ), // T03
  "chip.proof.not-in-evidence": reason(
    "genuine-copyable",
    "ICAO 9303-11 §6",
    "look",
    "The chip could prove that it is the original, but files cannot show it.",
    "Chip có chức năng chống sao chép nhưng tệp dữ liệu không chứng minh được.",
  ), // T01 T02
  "chip.proof.not-transferable": reason(
    "genuine-copyable",
    "ICAO 9303-11 §6",
    "look",
    "What was recorded of the chip's proof shows nothing to whoever did not choose its challenge.",
    "Dữ liệu xác thực chip được ghi lại không phải là bằng chứng cho người không tự chọn thử thách.",
  ),
  "chip.active.failed": reason(
    "not-genuine",
    "ICAO 9303-11 §6.1",
    "stop",
    "The chip answered Active Authentication wrongly: it is not the original.",
    "Chip trả lời sai phép xác thực chủ động: không phải chip gốc.",
  ), // T62
  "chip.active.roca": reason(
    "unconfirmed",
    "CVE-2017-15361",
    "supervisor",
    "The chip's RSA key has the ROCA weakness; a proof by it does not count.",
    "Khóa RSA của chip có lỗ hổng ROCA; không được tính là bằng chứng.",
  ), // T56
  "chip.active.rsa-short": reason(
    "note",
    "ICAO 9303-11 §6.1",
    "none",
    "The chip's RSA key is below 2048 bits.",
    "Khóa RSA của chip dưới 2048 bit.",
  ), // T57
  "chip.active.key-unusable": reason(
    "note",
    "ICAO 9303-11 §6.1",
    "none",
    "The chip's Active Authentication key cannot be read.",
    "Không đọc được khóa xác thực chủ động của chip.",
  ),
  // card and access
  "card.contact.lost": reason(
    "retry",
    "ISO 7816-4 §5",
    "again",
    "The card moved away or stopped answering before the reading was finished.",
    "Thẻ bị dịch chuyển hoặc ngừng trả lời khi chưa đọc xong.",
  ), // T59 T93
  "card.contact.other": reason(
    "retry",
    "ICAO 9303-11 §5.1",
    "again",
    "Another card came back than the one that went away: everything read before was dropped.",
    "Thẻ đặt lại không phải thẻ trước đó: dữ liệu đã đọc bị hủy.",
  ), // T69
  "card.application.missing": reason(
    "not-genuine",
    "ICAO 9303-10 §3.6.2",
    "stop",
    "This chip holds no travel document.",
    "Chip không có ứng dụng giấy tờ điện tử.",
  ), // T92
  "card.application.unclear": reason(
    "retry",
    "ICAO 9303-10 §3.6.2",
    "again",
    "The chip did not open its document application.",
    "Chip không mở ứng dụng giấy tờ.",
  ), // T92
  "access.key.wrong": reason(
    "retry",
    "ICAO 9303-11 §4.3",
    "again",
    "The chip refused the key: the number, a date or the CAN does not fit this card.",
    "Chip từ chối khóa: số, ngày hoặc mã CAN không đúng với thẻ.",
  ), // T69c
  "access.key.missing": reason(
    "retry",
    "ICAO 9303-11 §4",
    "again",
    "The chip asks for a key that was not given: CAN or MRZ.",
    "Chip yêu cầu khóa chưa được nhập: mã CAN hoặc MRZ.",
  ),
  "access.chip.refused": reason(
    "retry",
    "ICAO 9303-11 §4",
    "again",
    "The chip refused to be opened.",
    "Chip từ chối mở.",
  ),
  "access.pace.failed": reason(
    "retry",
    "ICAO 9303-11 §4.4",
    "again",
    "PACE is announced and failed; policy does not allow an older protocol instead.",
    "PACE được công bố nhưng thất bại; chính sách không cho dùng giao thức cũ.",
  ), // T63
  "access.pace.fell-back": reason(
    "unconfirmed",
    "ICAO 9303-11 §4.2",
    "supervisor",
    "PACE is announced and failed; the chip was opened by BAC.",
    "PACE thất bại; chip được mở bằng BAC.",
  ), // T63
  "access.pace.hidden": reason(
    "unconfirmed",
    "ICAO 9303-11 §4.2",
    "supervisor",
    "The signed data announce PACE, which the chip did not show.",
    "Dữ liệu đã ký có PACE nhưng chip không công bố.",
  ), // T64b
  "access.pace.unsigned": reason(
    "note",
    "ICAO 9303-11 §9.2",
    "none",
    "The signed data say nothing of PACE.",
    "Dữ liệu đã ký không nói về PACE.",
  ), // T64
  "access.pace.not-signed": reason(
    "unconfirmed",
    "ICAO 9303-11 §9.2",
    "supervisor",
    "The signed data list PACE, but not the protocol that was used, or a stronger one.",
    "Dữ liệu đã ký có PACE nhưng khác giao thức đã dùng hoặc mạnh hơn.",
  ), // T64
  "access.pace.parameters-differ": reason(
    "not-genuine",
    "ICAO 9303-11 §9.2",
    "stop",
    "PACE was run with other domain parameters than the signed data name.",
    "PACE dùng tham số khác với dữ liệu đã ký.",
  ), // T64
  "channel.answer.plain": reason(
    "retry",
    "ICAO 9303-11 §9.8",
    "again",
    "The chip answered without protection inside the protected channel.",
    "Chip trả lời không mã hóa trong kênh bảo vệ.",
  ), // T65
  "channel.answer.plain-repeated": reason(
    "not-genuine",
    "ICAO 9303-11 §9.8",
    "stop",
    "The chip answered without protection inside the protected channel, twice.",
    "Chip hai lần trả lời không mã hóa trong kênh bảo vệ.",
  ), // T65
  "channel.answer.wrong": reason(
    "retry",
    "ICAO 9303-11 §9.8",
    "again",
    "A protected answer had a wrong MAC, was repeated or malformed.",
    "Trả lời trong kênh bảo vệ sai MAC, bị lặp hoặc sai dạng.",
  ), // T66 T67
  "read.file.endless": reason(
    "retry",
    "ISO 7816-4 §11.3",
    "again",
    "A file on the chip is longer than any document's, or never ends.",
    "Tệp trên chip dài bất thường hoặc không kết thúc.",
  ), // T74
  "read.file.wrong": reason(
    "retry",
    "ISO 7816-4 §11.3",
    "again",
    "The chip gave more or other bytes than were asked for.",
    "Chip trả về nhiều hơn hoặc khác dữ liệu yêu cầu.",
  ), // T79
  "read.file.refused": reason(
    "retry",
    "ISO 7816-4 §11.3",
    "again",
    "The chip refused to have a file read that it must give.",
    "Chip từ chối cho đọc tệp bắt buộc.",
  ),
  "read.dg.absent": reason(
    "unconfirmed",
    "ICAO 9303-10 §4.7",
    "supervisor",
    "A data group in the signed list is not on the chip.",
    "Một nhóm dữ liệu trong danh sách đã ký không có trên chip.",
  ), // T10
  "chip.proof.none-done": reason(
    "unconfirmed",
    "ICAO 9303-11 §6",
    "supervisor",
    "The chip offers to prove that it is the original, and no proof could be done.",
    "Chip có chức năng chống sao chép nhưng chưa thực hiện được.",
  ),
  "chip.proof.second-not-done": reason(
    "note",
    "ICAO 9303-11 §6",
    "none",
    "One proof of the chip passed; another could not be done.",
    "Một phép chứng minh đạt; phép khác không thực hiện được.",
  ), // T03d
  "chip.proof.not-counted": reason(
    "note",
    "ICAO 9303-11 §6",
    "none",
    "The chip answered rightly with a key that no trusted issuer signed.",
    "Chip trả lời đúng nhưng khóa chưa được cơ quan tin cậy ký.",
  ), // T60
  "chip.chip.failed": reason(
    "not-genuine",
    "ICAO 9303-11 §6.2",
    "stop",
    "The chip does not have the private key of its signed public key (Chip Authentication), twice.",
    "Chip không có khóa bí mật tương ứng (xác thực chip), hai lần.",
  ), // T59
  "chip.chip.deviation": reason(
    "note",
    "ICAO 9303-11 §6.2",
    "none",
    "Chip Authentication passed with a deviation of the chip's.",
    "Xác thực chip đạt nhưng có sai khác so với chuẩn.",
  ), // T69e
  "chip.active.deviation": reason(
    "note",
    "ICAO 9303-11 §6.1",
    "none",
    "Active Authentication passed with a deviation of the chip's.",
    "Xác thực chủ động đạt nhưng có sai khác so với chuẩn.",
  ), // T62b
  "chip.cam.failed": reason(
    "not-genuine",
    "ICAO 9303-11 §4.4.3.5",
    "stop",
    "The chip does not have the private key it shows (PACE-CAM), or its EF.CardSecurity is false.",
    "Chip không có khóa bí mật đã nêu (PACE-CAM) hoặc EF.CardSecurity sai.",
  ), // T03c
  "chip.cam.unverified": reason(
    "unconfirmed",
    "ICAO 9303-11 §4.4.3.5",
    "trust",
    "PACE-CAM could not be verified: EF.CardSecurity is absent, unreadable or without a trusted anchor.",
    "Chưa kiểm tra được PACE-CAM: thiếu EF.CardSecurity hoặc chứng thư gốc.",
  ), // T03c
  // data
  "data.dg1.read": reason("genuine", "ICAO 9303-10 §4.7.1", "none", "DG1 was read.", "Đã đọc DG1."),
  "data.dg1.missing": reason("unconfirmed", "ICAO 9303-10 §4.7.1", "again", "DG1 is not there.", "Thiếu DG1."), // T10
  "data.dg1.unreadable": reason(
    "unconfirmed",
    "ICAO 9303-10 §4.7.1",
    "supervisor",
    "DG1 matches its hash but is no machine readable zone.",
    "DG1 khớp băm nhưng không phải vùng MRZ.",
  ),
  "data.dg2.read": reason("genuine", "ICAO 9303-10 §4.7.2", "none", "DG2 was read.", "Đã đọc DG2."),
  "data.dg2.not-listed": reason(
    "genuine",
    "ICAO 9303-10 §4.7.2",
    "none",
    "The document has no portrait on its chip.",
    "Chip không lưu ảnh chân dung.",
  ), // T84
  "data.dg2.missing": reason(
    "unconfirmed",
    "ICAO 9303-10 §4.7.2",
    "again",
    "DG2 is in the signed list but not there.",
    "DG2 có trong danh sách đã ký nhưng không có dữ liệu.",
  ), // T10
  "data.dg2.unreadable": reason(
    "unconfirmed",
    "ICAO 9303-10 §4.7.2",
    "supervisor",
    "DG2 matches its hash but its structure cannot be read.",
    "DG2 khớp băm nhưng không đọc được cấu trúc.",
  ), // T72
  "data.dg.not-in-files": reason(
    "note",
    "ICAO 9303-10 §4.7",
    "none",
    "A data group in the signed list is not among the files.",
    "Một nhóm dữ liệu trong danh sách đã ký không có trong tệp.",
  ), // T10
  "data.dg.unreadable": reason(
    "note",
    "ICAO 9303-10 §4.7",
    "none",
    "A data group matches its hash but its structure cannot be read.",
    "Một nhóm dữ liệu khớp băm nhưng không đọc được cấu trúc.",
  ), // T72
  "data.dg13.format-unknown": reason(
    "note",
    "ICAO 9303-10 §4.7.13",
    "none",
    "DG13 is there, in a format that is not known.",
    "Có DG13 nhưng định dạng chưa biết.",
  ), // T78
  "data.dg13.irregular": reason(
    "note",
    "ICAO 9303-10 §4.7.13",
    "none",
    "DG13 has unknown, repeated or malformed fields; they are kept as they are.",
    "DG13 có trường lạ, lặp hoặc sai dạng; được giữ nguyên.",
  ), // T78
  "data.com.absent": reason(
    "note",
    "ICAO 9303-10 §4.6.1",
    "none",
    "EF.COM is not there; the signed list is the plan.",
    "Không có EF.COM; dùng danh sách đã ký.",
  ), // T11
  "data.com.incomplete": reason(
    "note",
    "ICAO 9303-10 §4.6.1",
    "none",
    "EF.COM leaves out data groups that the signed list has.",
    "EF.COM thiếu nhóm dữ liệu so với danh sách đã ký.",
  ), // T11
  "data.com.extra": reason(
    "note",
    "ICAO 9303-10 §4.6.1",
    "none",
    "EF.COM names data groups that the signed list does not have.",
    "EF.COM ghi nhóm dữ liệu không có trong danh sách đã ký.",
  ), // T12
  "data.com.version": reason(
    "note",
    "ICAO 9303-10 §4.6.1",
    "none",
    "EF.COM and the signed list name different LDS versions.",
    "EF.COM và danh sách đã ký ghi phiên bản LDS khác nhau.",
  ), // T12
  "data.com.unreadable": reason(
    "note",
    "ICAO 9303-10 §4.6.1",
    "none",
    "EF.COM cannot be read; the signed list is the plan.",
    "Không đọc được EF.COM; dùng danh sách đã ký.",
  ),
  "data.bytes.trailing": reason(
    "note",
    "ICAO 9303-10 §4.7",
    "none",
    "Bytes follow a data group; they are not looked at.",
    "Có byte thừa sau một nhóm dữ liệu; không được xét.",
  ),
  "data.text.hazard": reason(
    "note",
    "ICAO 9303-3 §4",
    "none",
    "A text holds direction marks, invisible characters or markup; it is shown inert.",
    "Văn bản có ký tự ẩn, đảo chiều hoặc thẻ lệnh; hiển thị vô hiệu.",
  ), // T77
  "data.name.mismatch": reason(
    "unconfirmed",
    "ICAO 9303-3 §6",
    "supervisor",
    "The names in DG1 and in the national data differ.",
    "Họ tên trong DG1 và dữ liệu quốc gia khác nhau.",
  ), // T81
  "data.number.mismatch": reason(
    "unconfirmed",
    "ICAO 9303-10 §4.7",
    "supervisor",
    "The numbers in DG1 and in the national data differ.",
    "Số định danh trong DG1 và dữ liệu quốc gia khác nhau.",
  ),
  "data.birth.mismatch": reason(
    "unconfirmed",
    "ICAO 9303-10 §4.7",
    "supervisor",
    "The birth dates in DG1 and in the other signed data differ.",
    "Ngày sinh trong DG1 và dữ liệu đã ký khác nhau.",
  ),
  "data.expiry.mismatch": reason(
    "unconfirmed",
    "ICAO 9303-10 §4.7",
    "supervisor",
    "The expiry dates in DG1 and in the national data differ; the earlier counts.",
    "Ngày hết hạn trong DG1 và dữ liệu quốc gia khác nhau; lấy ngày sớm hơn.",
  ),
  "data.lds2.present": reason(
    "note",
    "ICAO 9303-10 §6",
    "none",
    "The chip has LDS2 applications; they are not read.",
    "Chip có ứng dụng LDS2; không đọc.",
  ), // T87d
  "mrz.check-digit.wrong": reason(
    "unconfirmed",
    "ICAO 9303-3 §4.9",
    "supervisor",
    "A check digit of the signed MRZ is wrong.",
    "Số kiểm tra trong MRZ đã ký bị sai.",
    true,
  ), // T87
  "image.portrait.not-displayable": reason(
    "note",
    "ICAO 9303-10 §4.7.2",
    "look",
    "The portrait cannot be displayed safely.",
    "Không hiển thị được ảnh chân dung an toàn.",
  ), // T75
  // document
  "document.date.valid": reason("genuine", "ICAO 9303-3 §4.8", "none", "The document is in date.", "Giấy tờ còn hạn."),
  "document.date.no-expiry": reason(
    "genuine",
    "ICAO 9303-3 §4.8",
    "none",
    "The document has no expiry date.",
    "Giấy tờ không thời hạn.",
  ), // T83
  "document.date.unreadable": reason(
    "unconfirmed",
    "ICAO 9303-3 §4.8",
    "supervisor",
    "The expiry date cannot be read.",
    "Không đọc được ngày hết hạn.",
  ),
  "document.expired": reason(
    "not-valid",
    "ICAO 9303-3 §4.8",
    "renew",
    "The document has expired.",
    "Giấy tờ đã hết hạn.",
  ), // T85
  "document.specimen": reason(
    "not-valid",
    "ICAO 9303-3 §5",
    "renew",
    "The document is a specimen.",
    "Đây là giấy tờ mẫu.",
  ), // T86
  "document.specimen.allowed": reason(
    "note",
    "ICAO 9303-3 §5",
    "none",
    "The document is a specimen; policy allows it.",
    "Đây là giấy tờ mẫu; chính sách cho phép.",
  ),
  "document.state.mismatch": reason(
    "not-genuine",
    "ICAO 9303-12 §7.1.1",
    "stop",
    "The document names another state than the one that signed it.",
    "Quốc gia cấp trên giấy tờ khác quốc gia đã ký.",
  ), // T31
  "document.state.unknown-pair": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1.1",
    "supervisor",
    "The document's issuing state and the signer's country are not known to belong together.",
    "Không rõ quan hệ giữa quốc gia cấp và quốc gia đã ký.",
  ), // T31
  "document.issue-date.before-certificate": reason(
    "note",
    "ICAO 9303-12 §7.1",
    "none",
    "The issue date is up to 90 days before the signer's certificate began.",
    "Ngày cấp trước khi chứng thư có hiệu lực không quá 90 ngày.",
  ), // T38
  "document.issue-date.long-before-certificate": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1",
    "supervisor",
    "The issue date is more than 90 days before the signer's certificate began.",
    "Ngày cấp trước khi chứng thư có hiệu lực hơn 90 ngày.",
  ), // T38
  "document.issue-date.after-certificate": reason(
    "unconfirmed",
    "ICAO 9303-12 §7.1",
    "supervisor",
    "The issue date is after the signer's certificate ended.",
    "Ngày cấp sau khi chứng thư hết hiệu lực.",
  ),
  "document.issue-date.irregular": reason(
    "note",
    "ICAO 9303-12 §7.1.1",
    "none",
    "The issue date is in the future or outside the signer key's usage period.",
    "Ngày cấp ở tương lai hoặc ngoài thời gian sử dụng khóa.",
  ), // T40
  "document.scan.mismatch": reason(
    "retry",
    "ICAO 9303-11 §5.1",
    "again",
    "What was scanned is not what the chip's signed data say: scan again.",
    "Dữ liệu quét khác dữ liệu đã ký trong chip: quét lại.",
  ), // T80
  "document.scan.mismatch-repeated": reason(
    "not-genuine",
    "ICAO 9303-11 §5.1",
    "stop",
    "The printed data contradict the signed data, twice the same way.",
    "Dữ liệu in trên thẻ trái với dữ liệu đã ký, hai lần như nhau.",
  ), // T80
  "document.scan.unreadable": reason(
    "note",
    "ICAO 9303-11 §5.1",
    "again",
    "What was scanned could not be read; nothing was compared.",
    "Không đọc được dữ liệu quét; chưa so sánh.",
  ),
  "document.scan.match": reason(
    "note",
    "ICAO 9303-11 §5.1",
    "none",
    "The printed data agree with the signed data.",
    "Dữ liệu in khớp dữ liệu đã ký.",
  ),
} as const satisfies Readonly<Record<string, ReasonDefinition>>;

export type ReasonCode = keyof typeof REASONS;

export function isReasonCode(code: string): code is ReasonCode {
  return Object.hasOwn(REASONS, code);
}
