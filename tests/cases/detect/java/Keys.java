package com.acme;

class Keys {
    static final String PROPERTY_MODEL = "acme.openai.model"; //: config_key acme.openai.model
    static final String KEY_URL = "acme.openai.base.url"; //: config_key acme.openai.base.url
    static final String PROPERTY_LANG = "acme.output.lang";
    static final String PACKAGE = "com.acme.openai.model";
    static final String KEY_KIND = "acme.openai.kind";

    String name() {
        return "OPENAI";
    }
}
