import java.util.List;
import java.util.Map;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.transport.Netty4Plugin;

/**
 * One OpenSearch node in one process, for tests: its settings are the arguments ("key=value").
 *
 * <p>It lives until its standard input ends: so it also stops when whoever started it is killed.
 */
public final class ClusterNode extends Node {

    private ClusterNode(Settings settings) {
        super(
            InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "node"),
            List.of(Netty4Plugin.class, CommonAnalysisPlugin.class, PainlessPlugin.class),
            true
        );
    }

    /** Starts the node that the arguments describe and closes it at the end of standard input. */
    public static void main(String[] arguments) throws Exception {
        Settings.Builder settings = Settings.builder();
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        try (Node node = new ClusterNode(settings.build())) {
            node.start();
            System.out.println("started");
            while (System.in.read() >= 0) {
                continue;
            }
        }
        System.exit(0);
    }
}
