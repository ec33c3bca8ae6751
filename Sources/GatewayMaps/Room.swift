// GatewayMaps
