import type { Addresses } from './addresses.ts';
import type { BackendSettings } from './settings.ts';

/** One receiver, the keeper's log, until there are channels to people; without a keeper alerts are on Alertmanager's page only. */
export function alertmanagerConfig({ hasKeeper }: Pick<BackendSettings, 'hasKeeper'>, addresses: Addresses): object {
  return {
    route: {
      receiver: 'keeper',
      group_by: ['alertname', 'probe'],
      group_wait: '5s',
      group_interval: '1m',
      repeat_interval: '4h',
    },
    receivers: [
      {
        name: 'keeper',
        ...(hasKeeper && {
          webhook_configs: [
            { url: `http://${addresses['keeper.http'].reach}/alerts`, send_resolved: true, max_alerts: 100 },
          ],
        }),
      },
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
