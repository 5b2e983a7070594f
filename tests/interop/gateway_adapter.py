"""wechatpy behind the gateway: the sample of docs/gateway.md."""

from requests.adapters import HTTPAdapter


class ThroughGateway(HTTPAdapter):
    """Sends the requests for WeChat's host to the gateway."""

    def __init__(self, gateway):
        super().__init__()
        self.gateway = gateway

    def send(self, request, **options):
        request.url = request.url.replace("https://api.weixin.qq.com", self.gateway, 1)
        return super().send(request, **options)


def through_gateway(client, gateway):
    client._http.mount("https://api.weixin.qq.com", ThroughGateway(gateway))
    return client
