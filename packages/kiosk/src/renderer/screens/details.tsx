import type { Details, Reason, ScreenOf } from "../../shared/index.js";
import { dateText } from "../format/dates.js";
import { Action } from "../parts/actions.js";
import { ChipText } from "../parts/chip-text.js";
import { Facts } from "../parts/facts.js";
import { CheckIcon } from "../parts/icons.js";
import { Heading, Screen } from "../parts/screen.js";
import { Table } from "../parts/table.js";
import { VerdictTag } from "../parts/verdict-bar.js";
import { useStation } from "../state/station.js";
import type { Word, Words } from "../words/words.js";

/** S8: how the verdict came about, for the supervisor. */
export function DetailsScreen({ screen }: { screen: ScreenOf<"details"> }) {
  const { words, language, send } = useStation();
  const { details, result } = screen;
  const actions = (
    <>
      {result.actions.includes("refer") && (
        <Action onPress={() => void send({ type: "refer" })}>{words["action.refer"]}</Action>
      )}
      <Action primary back onPress={() => void send({ type: "back" })}>
        {words["app.back"]}
      </Action>
    </>
  );
  const milliseconds = (value: number) => `${new Intl.NumberFormat(language).format(Math.round(value))} ms`;
  const date = (text: string | null) => (text === null ? null : dateText(text.slice(0, 10)));
  return (
    <Screen name="details" actions={actions}>
      <Heading>{words["details.title"]}</Heading>
      <p class="lead details-lead">
        <VerdictTag verdict={result.verdict} />
        <span>{words["details.intro"]}</span>
        <span>
          {words["result.reference"]}: <strong class="code">{result.reference}</strong>
        </span>
      </p>
      <Table
        caption={words["details.reasons"]}
        head={[
          words["details.reason.effect"],
          words["details.reason.text"],
          words["details.reason.code"],
          words["details.reason.reference"],
        ]}
        rows={details.reasons.map((reason) => ({
          key: reason.code,
          cells: [
            <Effect key="effect" effect={reason.effect} />,
            reason.text[language],
            <code key="code">{reason.code}</code>,
            reason.reference,
          ],
        }))}
      />
      <h2>{words["details.certificates"]}</h2>
      {details.certificates.length === 0 && <p>{words["details.certificates.none"]}</p>}
      <div class="details-grid">
        {details.certificates.map((certificate) => (
          <section key={certificate.role} class="panel">
            <h3>{words[`details.role.${certificate.role}`]}</h3>
            <Facts
              facts={[
                [words["details.subject"], <ChipText key="subject" text={certificate.subject} />],
                [words["details.issuer"], certificate.issuer && <ChipText text={certificate.issuer} />],
                [words["details.serial"], certificate.serial],
                [
                  words["details.validity"],
                  certificate.notBefore && `${date(certificate.notBefore)} – ${date(certificate.notAfter) ?? "?"}`,
                ],
                [words["details.source"], certificate.source],
              ]}
            />
          </section>
        ))}
        <section class="panel">
          <h2>{words["details.access"]}</h2>
          <Facts facts={accessFacts(details, words)} />
        </section>
        <section class="panel">
          <h2>{words["details.passive"]}</h2>
          <Facts
            facts={[
              [words["details.sod"], valueText(details.passive.sod, words)],
              [words["details.chain"], valueText(details.passive.chain, words)],
              [words["details.revocation"], valueText(details.passive.revocation, words)],
              [words["details.digest"], details.passive.digestAlgorithm],
              [words["details.signature"], details.passive.signatureAlgorithm],
              [words["details.signedAt"], date(details.passive.signedAt)],
            ]}
          />
        </section>
        <section class="panel">
          <h2>{words["details.chip"]}</h2>
          <Facts
            facts={[
              [words["details.active"], valueText(details.chip.active, words)],
              [words["details.chip.ca"], valueText(details.chip.chip, words)],
              [words["details.chip.cam"], valueText(details.chip.cam, words)],
            ]}
          />
        </section>
        <section class="panel">
          <h2>{words["details.timing"]}</h2>
          <Facts
            facts={[
              [words["details.total"], milliseconds(details.timing.totalMs)],
              [words["details.card"], milliseconds(details.timing.cardMs)],
              [words["details.host"], milliseconds(details.timing.hostMs)],
              [words["details.apdus"], details.timing.apdus],
              [words["details.bytes"], new Intl.NumberFormat(language).format(details.timing.bytesIn)],
              [words["details.reader"], details.reader],
              [words["details.trust"], valueText(details.trustData, words)],
            ]}
          />
        </section>
        <section class="panel">
          <h2>{words["details.groups"]}</h2>
          <Facts facts={details.dataGroups.map(({ number, status }) => [`DG${number}`, valueText(status, words)])} />
        </section>
        <section class="panel">
          <h2>{words["details.policy"]}</h2>
          <Facts facts={Object.entries(details.policy).map(([name, value]) => policyFact(name, value, words))} />
        </section>
      </div>
    </Screen>
  );
}

/** A single finding that is as it should be has passed; it is not the verdict. */
function Effect({ effect }: Pick<Reason, "effect">) {
  const { words } = useStation();
  if (effect === "note") return <>{words["details.effect.note"]}</>;
  if (effect !== "genuine") return <VerdictTag verdict={effect} />;
  return (
    <span class="state state-ok">
      <CheckIcon state="ok" />
      {words["check.ok"]}
    </span>
  );
}

function accessFacts({ access }: Details, words: Words): [string, string | null][] {
  return [
    [words["details.protocol"], access.protocol.toUpperCase()],
    [words["details.mapping"], upper(access.mapping)],
    [words["details.password"], upper(access.password)],
    [words["details.curve"], access.curve],
    [words["details.fellBack"], words[access.fellBack ? "app.yes" : "app.no"]],
  ];
}

const upper = (text: string | null) => text?.toUpperCase() ?? null;

/** A word of the inspection's results in the officer's language; what is no such word stays as it is. */
function valueText(value: string, words: Words): string {
  return wordAt(`details.value.${value}`, words) ?? value;
}

/** As the administration calls it. */
function policyFact(name: string, value: string | number, words: Words): [string, string | number] {
  const label = wordAt(`admin.settings.${name}`, words) ?? wordAt(`details.policy.${name}`, words) ?? name;
  if (typeof value === "number") return [label, value];
  const note = name === "trustAge" && value === "note" ? words["details.effect.note"] : undefined;
  return [label, note ?? wordAt(`admin.settings.${name}.${value}`, words) ?? valueText(value, words)];
}

function wordAt(key: string, words: Words): string | undefined {
  return Object.hasOwn(words, key) ? words[key as Word] : undefined;
}
