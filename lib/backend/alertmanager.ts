import type { Addresses } from './addresses.ts';
import type { BackendSettings } from './settings.ts';

/** How long alerts of a group wait for each other, milliseconds. */
export const GROUP_WAIT_MS = 5_000;

/** While the first fires nobody is told of the others, of the same probe or location where those are named. */
const INHIBITED = [
  { by: 'EverythingAbsent', what: 'LocationAbsent|ProbeAbsent|ProbeAbsentSomewhere', of: [] },
  { by: 'LocationAbsent', what: 'ProbeAbsentSomewhere|RunsMissed|RunsLate', of: [] },
  { by: 'ProbeDown', what: 'ObjectiveBurnsFast|ObjectiveBurnsSlow|ProbeDegraded', of: ['probe'] },
  { by: 'ProbeAbsent', what: 'ProbeAbsentSomewhere|ProbeUnknown', of: ['probe'] },
] as const;

/** One receiver, the keeper's log, until there are channels to people; without a keeper alerts are on Alertmanager's page only. */
export function alertmanagerConfig({ hasKeeper }: Pick<BackendSettings, 'hasKeeper'>, addresses: Addresses): object {
  return {
    route: {
      receiver: 'keeper',
      group_by: ['alertname', 'probe'],
      group_wait: `${GROUP_WAIT_MS / 1000}s`,
      group_interval: '1m',
      repeat_interval: '4h',
      // Of muted probes: judged, and seen on Alertmanager's page, but told to nobody.
      routes: [{ receiver: 'nobody', matchers: ['tell = "no"'] }],
    },
    inhibit_rules: INHIBITED.map(({ by, what, of }) => ({
      source_matchers: [`alertname = ${by}`],
      target_matchers: [`alertname =~ "${what}"`],
      ...(of.length > 0 && { equal: of }),
    })),
    receivers: [
      {
        name: 'keeper',
        ...(hasKeeper && {
          webhook_configs: [
            { url: `http://${addresses['keeper.http'].reach}/alerts`, send_resolved: true, max_alerts: 100 },
          ],
        }),
      },
      { name: 'nobody' },
    ],
  };
}

/** Alone: no gossip with others. */
export function alertmanagerArgs(
  addresses: Addresses,
  paths: { readonly config: string; readonly data: string },
): string[] {
  return [
    `--config.file=${paths.config}`,
    `--storage.path=${paths.data}`,
    `--web.listen-address=${addresses['alertmanager.http'].listen}`,
    '--cluster.listen-address=',
  ];
}
