import { defineConfig } from 'probewright';

// What a deploy makes, and where. Every key: node_modules/probewright/docs/configuration.md
export default defineConfig({
  // Begins the name of everything in AWS; another id is another installation.
  id: '__ID__',
  // AWS regions. A probe runs in all of them unless it names its own.
  locations: __LOCATIONS__,
  delivery: {
    // The functions deliver to addresses of yours. What those refuse or miss is kept, and sent again.
    mode: 'direct',
    remoteWrite: {
      // Put in your own: Prometheus with --web.enable-remote-write-receiver, Mimir, Grafana Cloud, Amazon Managed Prometheus …
      url: '__REMOTE_WRITE__',
      // Amazon Managed Prometheus: the functions' own role signs.
      // auth: { sigv4: {} },
      // Others: the password is the SSM parameter /__ID__/remote-write/password, in each of the regions and the hub's.
      // auth: { basic: { username: '12345', password: '${secret:remote-write/password}' } },
    },
    // loki: { url: 'https://logs.example.com/loki/api/v1/push' },
    // otlp: { url: 'https://traces.example.com/v1/traces' },
  },
  // Dollars a month: a deploy that would cost more is refused.
  budget: 50,
  // Several installations of one configuration: `plan --environment dev`, `cdk deploy 'dev/*'`.
  // environments: { dev: { removable: true, budget: 5 }, prod: {} },
});
