import { type Bucket, isBucket } from './buckets.ts';

/** What a person has chosen to see; all of it stands in the address, so that it can be sent to somebody. */
export interface View {
  readonly query: string;
  readonly buckets: readonly Bucket[];
  /** The label key to group by; '' for none. */
  readonly group: string;
  /** The name of the open probe; '' for none. */
  readonly probe: string;
}

export function parseView(search: string): View {
  const parameters = new URLSearchParams(search);
  return {
    query: parameters.get('q') ?? '',
    buckets: (parameters.get('state') ?? '').split(',').filter(isBucket),
    group: parameters.get('group') ?? '',
    probe: parameters.get('probe') ?? '',
  };
}

/** The address of a view: `/`, or `/?…` with only what was chosen. */
export function viewAddress(view: View): string {
  const chosen: [string, string][] = [
    ['q', view.query],
    ['state', view.buckets.join(',')],
    ['group', view.group],
    ['probe', view.probe],
  ];
  const parameters = new URLSearchParams(chosen.filter(([, value]) => value !== ''));
  return parameters.size === 0 ? '/' : `/?${parameters.toString().replaceAll('%2C', ',').replaceAll('%3D', '=')}`;
}
