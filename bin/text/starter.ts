import type { ProbeKind } from '../../lib/model/settings.ts';

const HEAD = `# Everything that can stand here: docs/definitions.md. Lines that begin with # are suggestions.
`;

const COMMON = `    interval: 1m                      # 10s 15s 20s 30s, whole minutes that divide 60, whole hours that divide 24
    # timeout: 10s                    # of one attempt; default: the smaller of 10s and 0.8 × interval
    # locations: [eu-west-1]          # default: all of probewright.config.ts
    # labels: { team: shop }          # on every series; to filter, group and route by
    # retry: { attempts: 2, after: 2s, reasons: [connect_timeout] }       # attempts in all
    # description: What must work, and for whom.
    # runbook: https://wiki.example/runbook
`;

const OWN: Readonly<Record<ProbeKind, string>> = {
  http: `    target: https://www.example.com/  # a URL with https:// or http://
{common}    # http:
    #   method: GET
    #   headers: { Accept: text/html, Authorization: 'Bearer \${secret:{name}/token}' }
    expect:                           # without a status, 200-299 is expected
      - status: 200-299
      # - body: { matches: Welcome }
      # - json: { $.status: UP }
      - duration: { below: 2s, else: degraded }
      - certificate: { validFor: 14d, else: degraded }
`,
  tcp: `    target: www.example.com:22        # HOST:PORT
{common}    # tcp:
    #   tls: true                     # TLS from the first byte
    #   dialogue:
    #     - expect: ^SSH-2\\.0-
    expect:
      - duration: { below: 2s, else: degraded }
`,
  tls: `    target: www.example.com:443       # HOST or HOST:PORT
{common}    # tls:
    #   startTls: smtp                # smtp, imap or pop3: the protocol's words before the handshake
    expect:                           # chain and name are verified without saying so
      - certificate: { validFor: 14d, else: degraded }
`,
  dns: `    target: 192.0.2.53                # the DNS server to ask; its port where it is not 53
{common}    dns:
      query: www.example.com
      type: A
    expect:                           # without an rcode, NOERROR is expected
      - answer: { count: { atLeast: 1 } }
      - duration: { below: 1s, else: degraded }
`,
};

/** The text of a definition file with one probe, to be edited by a person; `schema` is where its editor finds the schema. It is valid as it stands. */
export function starterOf(kind: ProbeKind, name: string, schema: string | undefined): string {
  const own = OWN[kind].replace('{common}', COMMON).replaceAll('{name}', name);
  const modeline = schema === undefined ? '' : `# yaml-language-server: $schema=${schema}\n`;
  return `${modeline}${HEAD}probes:\n  - name: ${name}\n    kind: ${kind}\n${own}`;
}
