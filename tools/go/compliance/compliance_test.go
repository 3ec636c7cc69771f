// The sender's half of the Prometheus project's remote-write compliance suite, run against our sink. See docs/remote-write.md.
package compliance

import (
	"context"
	"os"
	"testing"

	"github.com/prometheus/compliance/remotewrite/sender"
)

type probewright struct {
	node    string
	adapter string
}

func (probewright) Name() string { return "probewright" }

func (p probewright) Run(ctx context.Context, opts sender.Options) error {
	return sender.RunCommand(ctx, ".", nil, p.node, "-C", "probewright-source", p.adapter,
		opts.RemoteWriteEndpointURL, opts.ScrapeTargetHostPort, opts.ScrapeTargetJobName)
}

func TestCompliance(t *testing.T) {
	target := probewright{node: os.Getenv("PROBEWRIGHT_NODE"), adapter: os.Getenv("PROBEWRIGHT_ADAPTER")}
	if target.node == "" || target.adapter == "" {
		t.Fatal("PROBEWRIGHT_NODE and PROBEWRIGHT_ADAPTER name what is tested: run it by make compliance")
	}
	sender.RunTests(t, target, sender.ComplianceTests())
}
