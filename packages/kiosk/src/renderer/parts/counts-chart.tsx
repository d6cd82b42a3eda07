import { type Admin, VERDICTS } from "../../shared/index.js";
import { periodText } from "../format/dates.js";
import { useStation } from "../state/station.js";
import { Table } from "./table.js";

type Counts = Admin["log"]["days"];

const HEIGHT = 120;
const WIDTH = 26;
const GAP = 8;
/** Periods shown: the latest ones. */
const MOST = 31;

export interface CountsChartProps {
  readonly title: string;
  /** What a period is called. */
  readonly period: string;
  readonly counts: Counts;
}

/** Inspections by verdict as stacked bars, each verdict with its pattern, and the figures in a table behind it. */
export function CountsChart({ title, period, counts }: CountsChartProps) {
  const { words } = useStation();
  const shown = counts.slice(-MOST);
  if (shown.every(({ total }) => total === 0)) {
    return (
      <section class="panel">
        <h2>{title}</h2>
        <p>{words["admin.log.counts.none"]}</p>
      </section>
    );
  }
  return (
    <div class="panel chart">
      <h2>{title}</h2>
      <ul class="legend">
        {VERDICTS.map((verdict) => (
          <li key={verdict}>
            <svg class="legend-swatch" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
              <rect class={`bar bar-${verdict}`} x="1" y="1" width="18" height="18" />
            </svg>
            {words[`verdict.${verdict}`]}
          </li>
        ))}
      </ul>
      <Bars counts={shown} title={title} />
      <details>
        <summary>{words["admin.log.table"]}</summary>
        <Table
          figures
          caption={title}
          head={[period, words["admin.log.total"], ...VERDICTS.map((verdict) => words[`verdict.${verdict}`])]}
          rows={[...shown].reverse().map((count) => ({
            key: count.period,
            cells: [periodText(count.period), count.total, ...VERDICTS.map((verdict) => count.byVerdict[verdict] ?? 0)],
          }))}
        />
      </details>
    </div>
  );
}

function Bars({ counts, title }: { counts: Counts; title: string }) {
  const most = Math.max(...counts.map(({ total }) => total), 1);
  const width = counts.length * (WIDTH + GAP);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by keyboard
    <fieldset class="chart-box" tabIndex={0} aria-label={title}>
      <svg class="bars" viewBox={`0 0 ${width} ${HEIGHT + 36}`} width={width} height={HEIGHT + 36} role="img">
        <title>{title}</title>
        {counts.map((count, index) => {
          let top = HEIGHT + 16;
          const x = index * (WIDTH + GAP) + GAP / 2;
          return (
            <g key={count.period}>
              {VERDICTS.map((verdict) => {
                const height = ((count.byVerdict[verdict] ?? 0) / most) * HEIGHT;
                top -= height;
                return height > 0 ? (
                  <rect key={verdict} class={`bar bar-${verdict}`} x={x} y={top} width={WIDTH} height={height} />
                ) : null;
              })}
              <text class="bar-total" x={x + WIDTH / 2} y={top - 4}>
                {count.total > 0 ? count.total : ""}
              </text>
              <text class="bar-period" x={x + WIDTH / 2} y={HEIGHT + 32}>
                {shortPeriod(count.period)}
              </text>
            </g>
          );
        })}
      </svg>
    </fieldset>
  );
}

/** What fits under a bar: the day, or the month. */
function shortPeriod(period: string): string {
  return period.split("-").at(-1) ?? "";
}
