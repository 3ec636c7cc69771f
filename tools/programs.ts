/** A third-party program, pinned: built from a Go module whose go.mod and go.sum stand beside this file. */
export interface Program {
  readonly name: string;
  readonly version: string;
  /** The folder under tools/go. */
  readonly module: string;
  readonly package: string;
  readonly tags: string;
  /** The variable that the linker sets to the version; default: that of the Prometheus programs. */
  readonly stamp?: string;
  /** What `NAME --version` prints first when it is the right one. */
  readonly banner: RegExp;
  /** About how long a cold build takes on two cores. */
  readonly buildSeconds: number;
}

export const PROGRAMS: readonly Program[] = [
  {
    name: 'blackbox_exporter',
    version: '0.28.0',
    module: 'blackbox_exporter',
    package: 'github.com/prometheus/blackbox_exporter',
    tags: 'netgo',
    banner: /^blackbox_exporter, version 0\.28\.0\b/,
    buildSeconds: 25,
  },
  {
    // `remove_all_sd` leaves out every cloud's SDK, which takes many minutes to build and serves service discovery only.
    name: 'promtool',
    version: '3.14.0',
    module: 'prometheus',
    package: 'github.com/prometheus/prometheus/cmd/promtool',
    tags: 'netgo,remove_all_sd',
    banner: /^promtool, version 3\.14\.0\b/,
    buildSeconds: 150,
  },
  {
    name: 'prometheus',
    version: '3.14.0',
    module: 'prometheus',
    package: 'github.com/prometheus/prometheus/cmd/prometheus',
    tags: 'netgo,remove_all_sd',
    banner: /^prometheus, version 3\.14\.0\b/,
    // Beside promtool, which shares most of its packages.
    buildSeconds: 60,
  },
  {
    name: 'loki',
    version: '3.7.6',
    module: 'loki',
    package: 'github.com/grafana/loki/v3/cmd/loki',
    tags: 'netgo',
    stamp: 'github.com/grafana/loki/v3/pkg/util/build.Version',
    banner: /^loki, version 3\.7\.6\b/,
    buildSeconds: 250,
  },
  {
    // Has no `--version`, so that only the one built here is ever used. Later versions of v1 do not resolve as a module.
    name: 'jaeger-all-in-one',
    version: '1.62.0',
    module: 'jaeger',
    package: 'github.com/jaegertracing/jaeger/cmd/all-in-one',
    tags: 'netgo',
    stamp: 'github.com/jaegertracing/jaeger/pkg/version.latestVersion',
    banner: /"gitVersion":"1\.62\.0"/,
    buildSeconds: 110,
  },
  {
    // One of the last receivers that know remote write 1.0 only and do not look at the content type.
    name: 'prometheus-2.42',
    version: '2.42.0',
    module: 'prometheus-2.42',
    package: 'github.com/prometheus/prometheus/cmd/prometheus',
    tags: 'netgo,remove_all_sd',
    banner: /^prometheus, version 2\.42\.0\b/,
    buildSeconds: 180,
  },
  {
    // Without `slicelabels` it builds, and its store gateway panics.
    name: 'thanos',
    version: '0.42.4',
    module: 'thanos',
    package: 'github.com/thanos-io/thanos/cmd/thanos',
    tags: 'netgo,slicelabels,remove_all_sd',
    banner: /^thanos, version 0\.42\.4\b/,
    buildSeconds: 130,
  },
  {
    name: 'alertmanager',
    version: '0.31.1',
    module: 'alertmanager',
    package: 'github.com/prometheus/alertmanager/cmd/alertmanager',
    tags: 'netgo',
    banner: /^alertmanager, version 0\.31\.1\b/,
    // The newest whose page is in its module: later ones do not build from it.
    buildSeconds: 35,
  },
  {
    name: 'amtool',
    version: '0.31.1',
    module: 'alertmanager',
    package: 'github.com/prometheus/alertmanager/cmd/amtool',
    tags: 'netgo',
    banner: /^amtool, version 0\.31\.1\b/,
    buildSeconds: 10,
  },
  {
    // A few lines of our own around the library with which docker compose reads its files.
    name: 'compose-check',
    version: '2.16.2',
    module: 'compose',
    package: '.',
    tags: 'netgo',
    banner: /^compose-check, version 2\.16\.2\b/,
    buildSeconds: 15,
  },
  {
    // Has no `--version`, so that only the one built here is ever used. Later versions do not resolve as a module.
    name: 'dashboard-linter',
    version: '0.0.0-20231114210226-c458893a5731',
    module: 'dashboard-linter',
    package: 'github.com/grafana/dashboard-linter',
    tags: 'netgo',
    banner: /^dashboard-linter, version 0\.0\.0-20231114210226-c458893a5731\b/,
    buildSeconds: 60,
  },
];
