import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the extension can do, with a program under test in plain Java. */
class AccountTest {
    @RegisterExtension
    final WeChatAccount wechat = new WeChatAccount("{\"followers\":3}");

    /** The program under test: it fetches a token and renews it when it is rejected. */
    private final class Client {
        private String token;

        String call(String path, String body) throws Exception {
            for (int attempt = 0; ; attempt++) {
                if (token == null) {
                    token = WeChatAccount.text(send("/cgi-bin/stable_token", "{\"grant_type\":\"client_credential\",\"appid\":\""
                            + wechat.appId() + "\",\"secret\":\"" + wechat.appSecret() + "\"}"), "access_token");
                }
                String response = send(path + "?access_token=" + token, body);
                boolean rejected = response.contains("\"errcode\":40001") || response.contains("\"errcode\":42001");
                if (!rejected || attempt == 1) {
                    return response;
                }
                token = null;
            }
        }

        private String send(String path, String body) throws Exception {
            var request = HttpRequest.newBuilder(URI.create(wechat.url() + path));
            request = body.isEmpty() ? request.GET() : request.POST(BodyPublishers.ofString(body));
            return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).body();
        }
    }

    private final Client client = new Client();

    @Test
    void anAccountHasTheFollowersOfItsSeed() throws Exception {
        assertTrue(client.call("/cgi-bin/user/get", "").startsWith("{\"total\":3,"));
    }

    @Test
    void aTagIsCreatedWithItsName() throws Exception {
        client.call("/cgi-bin/tags/create", "{\"tag\":{\"name\":\"广东\"}}");
        wechat.verify("/cgi-bin/tags/create", 1, "{\"tag\":{\"name\":\"广东\"}}");
        assertThrows(AssertionError.class, () -> wechat.verify("/cgi-bin/tags/create", 1, "{\"tag\":{\"name\":\"广西\"}}"));
    }

    @Test
    void aReplacedTokenIsRenewedOnce() throws Exception {
        client.call("/cgi-bin/tags/get", "");
        wechat.addFault("{\"fault\":\"replace_token\",\"on\":\"/cgi-bin/tags/get\"}");
        assertTrue(client.call("/cgi-bin/tags/get", "").contains("星标组"));
        String rejected = wechat.admin("GET", "journal?path=/cgi-bin/tags/get&ending=40001", "");
        assertTrue(rejected.split("\"number\"").length == 2, rejected);
    }

    @Test
    void anExpiredTokenIsRenewed() throws Exception {
        client.call("/cgi-bin/tags/get", "");
        wechat.advance(7200);
        assertTrue(client.call("/cgi-bin/tags/get", "").contains("星标组"));
        String expired = wechat.admin("GET", "journal?path=/cgi-bin/tags/get&ending=42001", "");
        assertTrue(expired.split("\"number\"").length == 2, expired);
    }
}
