import { defineConfig } from 'probewright';

export default defineConfig({
  id: 'checkout',
  locations: ['eu-west-1', 'us-east-1', 'ap-northeast-1'],
  delivery: {
    mode: 'direct',
    remoteWrite: {
      url: 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-0123abcd-4567/api/v1/remote_write',
      auth: { sigv4: {} },
    },
    loki: {
      url: 'https://logs-prod-eu-west-0.grafana.net/loki/api/v1/push',
      auth: { basic: { username: '123456', password: '${secret:grafana/token}' } },
    },
  },
  tags: { team: 'checkout' },
  alarms: { emails: ['oncall@shop.example'] },
  environments: {
    prod: { budget: 100, tags: { 'cost-center': '4711' }, journalRetention: '90d' },
    dev: { locations: ['eu-west-1'], budget: 40, removable: true, logRetention: '3d', journalRetention: '3d' },
  },
});
