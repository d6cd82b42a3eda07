import { useEffect, useState } from "preact/hooks";
import type { KioskApi } from "../../shared/index.js";

/**
 * The address of a portrait while the caller shows it: undefined while it is fetched, null when it is gone. The bytes are
 * let go as soon as the caller is gone or shows another.
 */
export function usePortrait(api: KioskApi, id: string): string | null | undefined {
  const [shown, setShown] = useState<{ id: string; url: string | null }>();
  useEffect(() => {
    let url: string | null = null;
    let gone = false;
    api.portrait(id).then(
      (reply) => {
        if (gone) return;
        if (reply !== null) url = URL.createObjectURL(new Blob([reply.bytes.slice()], { type: reply.mime }));
        setShown({ id, url });
      },
      () => {
        if (!gone) setShown({ id, url: null });
      },
    );
    return () => {
      gone = true;
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [api, id]);
  return shown?.id === id ? shown.url : undefined;
}
