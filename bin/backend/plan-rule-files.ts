import type { RuleFiles } from '../../functions/keeper/rule-files.ts';
import type { Entry } from '../../functions/local/runner.ts';
import { probeRuleFiles } from '../../lib/backend/probe-rules.ts';
import type { BackendSettings } from '../../lib/backend/settings.ts';
import type { Probe } from '../../lib/model/probe.ts';

type Texts = Readonly<Record<string, string>>;

/** Rule files of the probes that run: texts by path, made again only when the probes are others. Every probe runs at the runner's own location. */
export function createPlanRuleTexts(settings: BackendSettings, entriesOf: () => readonly Entry[]): () => Texts {
  let made: { readonly probes: readonly Probe[]; readonly texts: Texts } | undefined;
  return () => {
    const probes = entriesOf().map(({ probe }) => probe);
    const isSame = made?.probes.length === probes.length && made.probes.every((one, index) => one === probes[index]);
    if (!made || !isSame) made = { probes, texts: probeRuleFiles(settings, { probes }, ['local']) };
    return made.texts;
  };
}

export interface FollowedRules extends RuleFiles {
  /** Loads them again if they are loaded and other ones are wanted by now. */
  follow(): Promise<void>;
}

/** Rule files that follow what is wanted, one change after the other: what was unloaded is not loaded by a change that comes too late. */
export function followRules(rules: RuleFiles, wanted: () => Texts): FollowedRules {
  let loaded: Texts | undefined;
  let changing: Promise<void> = Promise.resolve();
  const inTurn = (change: () => Promise<void>) => {
    const mine = changing.then(change);
    changing = mine.catch(() => undefined);
    return mine;
  };
  const load = async () => {
    const texts = wanted();
    await rules.load();
    loaded = texts;
  };
  return {
    load: () => inTurn(load),
    unload: () =>
      inTurn(async () => {
        loaded = undefined;
        await rules.unload();
      }),
    follow: () => inTurn(async () => (loaded !== undefined && loaded !== wanted() ? await load() : undefined)),
  };
}
