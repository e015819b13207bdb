import com.knuddels.jtokkit.api.Encoding; //: tokenizer com.knuddels.jtokkit.api.Encoding
import com.knuddels.jtokkit.api.EncodingRegistry; //: tokenizer com.knuddels.jtokkit.api.EncodingRegistry

class Registries {
    private final EncodingRegistry registry;
    private final ShopRegistry shops;

    int count(EncodingRegistry handed, String model, String text) {
        Encoding first = registry.getEncodingForModel(model).get(); //: tokenizer getEncodingForModel
        Encoding second = handed.getEncoding("cl100k_base").get(); //: tokenizer getEncoding
        Object third = shops.getEncodingForModel(model);
        return first.countTokens(text) + registry.size();
    }
}
