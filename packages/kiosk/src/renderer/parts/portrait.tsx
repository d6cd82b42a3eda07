import type { Portrait as PortraitState } from "../../shared/index.js";
import { useStation } from "../state/station.js";
import { usePortrait } from "../state/use-portrait.js";
import { PersonIcon } from "./icons.js";

export function Portrait({ portrait }: { portrait: PortraitState }) {
  const { words } = useStation();
  switch (portrait.state) {
    case "ready":
      return <Picture id={portrait.id} width={portrait.width} height={portrait.height} />;
    case "loading":
      return <Placeholder text={words["portrait.loading"]} />;
    case "none":
      return <Placeholder text={words["portrait.none"]} />;
    case "undecodable":
      return <Placeholder text={words["portrait.undecodable"]} />;
  }
}

function Picture({ id, width, height }: { id: string; width: number; height: number }) {
  const { api, words } = useStation();
  const url = usePortrait(api, id);
  if (url === null) return <Placeholder text={words["portrait.undecodable"]} />;
  if (url === undefined) return <Placeholder text={words["portrait.loading"]} />;
  return <img class="portrait" src={url} width={width} height={height} alt={words["portrait.alt"]} draggable={false} />;
}

function Placeholder({ text }: { text: string }) {
  return (
    <div class="portrait portrait-empty">
      <PersonIcon />
      <span>{text}</span>
    </div>
  );
}
