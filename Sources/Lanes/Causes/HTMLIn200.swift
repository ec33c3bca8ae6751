import Doors
import Vocabulary

extension Play {
    /// The page of a proxy or a log-in in front of the provider.
    static let htmlIn200 = Play(.htmlIn200) { scene in
        let page =
            "<!DOCTYPE html>\n<html><head><title>Please wait</title></head><body>"
            + "<h1>Checking your connection</h1></body></html>\n"
        var headers = Headers()
        headers.append("content-type", "text/html; charset=utf-8")
        return scene.stage.whole(
            DoorReply(status: 200, headers: headers, body: Array(page.utf8)), isWhole: false)
    }
}
