import type { ProbeKind, SettingsByKind } from '../../lib/model/settings.ts';

interface Authenticated {
  readonly target: string;
  readonly settings: SettingsByKind[ProbeKind];
}

/** What goes into a header of basic authentication: from the settings, and from the userinfo of addresses. */
export function basicPairs({ target, settings }: Authenticated): readonly string[] {
  const pairs: string[] = [];
  if ('auth' in settings && settings.auth && 'basic' in settings.auth) {
    pairs.push(`${settings.auth.basic.username}:${settings.auth.basic.password}`);
  }
  for (const address of [target, ('path' in settings && settings.path) || '']) {
    const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`);
    if (!url || (url.username === '' && url.password === '')) continue;
    pairs.push([url.username, url.password].map(decoded).join(':'));
  }
  return pairs;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
