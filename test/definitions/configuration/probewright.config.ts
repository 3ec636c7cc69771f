// probewright.config.ts — without one, every AWS region is a known location
import { defineConfig } from 'probewright';
export default defineConfig({
  id: 'probewright',
  locations: ['eu-west-1', 'us-east-1', { name: 'office', region: 'eu-west-1', vpc: 'vpc-0123', control: 'https://intranet.example/' }],
  delivery: { mode: 'direct', remoteWrite: { url: 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write', auth: { sigv4: {} } } },
  budget: 50,                                // $ a month
});
