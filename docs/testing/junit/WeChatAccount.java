import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A simulated WeChat account for each test: a field with {@code @RegisterExtension}. Bodies are JSON texts. */
public final class WeChatAccount implements BeforeEachCallback, AfterEachCallback {
    private static final String URL = System.getenv().getOrDefault("WECHAT_MOCK_URL", "http://127.0.0.1:8080");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String seed;
    private String appId;
    private String appSecret;

    /** An account with this seed, such as {@code {"followers":3}}. */
    public WeChatAccount(String seed) {
        this.seed = seed;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        String created = call("POST", "/_mock/accounts", seed);
        appId = text(created, "app_id");
        appSecret = text(created, "app_secret");
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        call("DELETE", "/_mock/accounts/" + appId, "");
    }

    public String url() {
        return URL;
    }

    public String appId() {
        return appId;
    }

    public String appSecret() {
        return appSecret;
    }

    /** A call of the admin API on this account. */
    public String admin(String verb, String name, String body) throws Exception {
        return call(verb, "/_mock/accounts/" + appId + "/" + name, body);
    }

    public void addFault(String fault) throws Exception {
        admin("POST", "faults", fault);
    }

    /** Moves the clock of this account. */
    public void advance(long seconds) throws Exception {
        admin("POST", "clock", "{\"advance_ms\":" + seconds * 1000 + "}");
    }

    /** Fails unless the path was called this many times, with this JSON in the body. */
    public void verify(String path, int times, String body) throws Exception {
        admin("POST", "journal/verify", "{\"path\":\"" + path + "\",\"times\":" + times + ",\"body\":" + body + "}");
    }

    /** The first text with this name in a JSON text. A project with a JSON library uses that. */
    public static String text(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!found.find()) {
            throw new AssertionError("no " + name + " in " + json);
        }
        return found.group(1);
    }

    private static String call(String verb, String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(URL + path)).method(verb, BodyPublishers.ofString(body)).build();
        var response = HTTP.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new AssertionError(verb + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }
}
