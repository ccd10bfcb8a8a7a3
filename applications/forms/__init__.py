"""Forms check the shape of what people enter; the services check its meaning."""
